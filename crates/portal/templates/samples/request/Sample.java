// {{ request.method }} {{ request.route }}
// Java 17: java Sample.java
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
{%- if request.body.is_some() %}
import java.security.MessageDigest;
{%- endif %}
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Sample {
    static final String BASE_URL = {{ request.quoted(request.base_url) }};
    static final String USERNAME = {{ request.quoted(request.username) }};

    public static void main(String[] args) throws Exception {
        String secret = System.getenv("SHOPWIRE_SECRET");
        String method = "{{ request.method }}";
        String path = {{ request.quoted(request.path) }};
{%- if let Some(body) = request.body %}
        byte[] body = """
{{ request.triple(body) }}""".getBytes(StandardCharsets.UTF_8);
{%- endif %}

        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .format(ZonedDateTime.now(ZoneOffset.UTC));
{%- if request.body.is_some() %}
        String digest = "SHA-256=" + base64(MessageDigest.getInstance("SHA-256").digest(body));
        String signed = "x-date: " + date + "\ndigest: " + digest + "\n" + method + " " + path + " HTTP/1.1";
{%- else %}
        String signed = "x-date: " + date + "\n" + method + " " + path + " HTTP/1.1";
{%- endif %}
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));

        HttpRequest request = HttpRequest.newBuilder(URI.create(BASE_URL + path))
            .version(HttpClient.Version.HTTP_1_1)
            .header("X-Date", date)
{%- if request.body.is_some() %}
            .header("Digest", digest)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
{%- else %}
            .method(method, HttpRequest.BodyPublishers.noBody())
{%- endif %}
            .header("Authorization", "hmac username=\"" + USERNAME + "\", algorithm=\"hmac-sha256\", "
                + "headers=\"{{ request.signed_headers() }}\", signature=\"" + signature + "\"")
            .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
