// A receiver, Java 17: SHOPWIRE_APP_SECRET=... PORT=8000 java Receiver.java
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Receiver {
    static final byte[] SECRET = System.getenv("SHOPWIRE_APP_SECRET").getBytes(StandardCharsets.UTF_8);
    static final int PORT = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
    static final long TOLERANCE = 300; // seconds

    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes(); // the raw bytes
            Headers headers = exchange.getRequestHeaders();
            boolean genuine = isGenuine(headers, body);
            exchange.sendResponseHeaders(genuine ? 204 : 401, -1);
            exchange.close();
            if (genuine) {
                // An event may arrive twice, always with the same webhook-id.
                System.out.println(header(headers, "X-Cyberbiz-Event") + " " + header(headers, "webhook-id"));
            }
        });
        server.start();
    }

    static boolean isGenuine(Headers headers, byte[] body) {
        String hex = HexFormat.of().formatHex(hmac(body));
        if (!same(hex, header(headers, "X-Cyberbiz-Hmac-Sha256"))) {
            return false;
        }
        String timestamp = header(headers, "webhook-timestamp");
        if (!timestamp.matches("\\d{1,12}")
            || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE) {
            return false;
        }
        byte[] head = (header(headers, "webhook-id") + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        String expected = "v1," + Base64.getEncoder().encodeToString(hmac(head, body));
        for (String signature : header(headers, "webhook-signature").split(" ")) {
            if (same(expected, signature)) {
                return true;
            }
        }
        return false;
    }

    static byte[] hmac(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (java.security.GeneralSecurityException error) {
            throw new IllegalStateException(error);
        }
    }

    static String header(Headers headers, String name) {
        return Objects.requireNonNullElse(headers.getFirst(name), "");
    }

    static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
