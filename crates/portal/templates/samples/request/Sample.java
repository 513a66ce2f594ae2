// {{ request.method }} {{ request.route }}
// Java 17: java Sample.java
{%- if request.has_form() %}
import java.io.ByteArrayOutputStream;
import java.io.IOException;
{%- endif %}
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
{%- if request.has_form() %}
import java.nio.file.Files;
import java.nio.file.Path;
{%- endif %}
{%- if request.has_body() %}
import java.security.MessageDigest;
{%- endif %}
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
{%- if request.has_form() %}
import java.util.UUID;
{%- endif %}
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public class Sample {
    static final String BASE_URL = {{ request.quoted(request.base_url) }};
    static final String USERNAME = {{ request.quoted(request.username) }};
{%- if request.has_form() %}
    static final String BOUNDARY = UUID.randomUUID().toString();
{%- endif %}

    public static void main(String[] args) throws Exception {
        String secret = System.getenv("SHOPWIRE_SECRET");
        String method = "{{ request.method }}";
        String path = {{ request.quoted(request.path) }};
{%- if let Some(body) = request.body %}
        byte[] body = """
{{ request.triple(body) }}""".getBytes(StandardCharsets.UTF_8);
{%- endif %}
{%- if request.has_form() %}
        ByteArrayOutputStream form = new ByteArrayOutputStream();
{%- for field in request.form %}
{%- if field.kind.is_file %}
        file(form, {{ request.quoted(field.name) }}, Path.of("image.jpg"));
{%- else %}
        field(form, {{ request.quoted(field.name) }}, {{ request.quoted(field.example) }});
{%- endif %}
{%- endfor %}
        text(form, "--" + BOUNDARY + "--\r\n");
        byte[] body = form.toByteArray();
{%- endif %}

        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .format(ZonedDateTime.now(ZoneOffset.UTC));
{%- if request.has_body() %}
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
{%- if request.has_body() %}
            .header("Digest", digest)
            .header("Content-Type", {% if request.has_form() %}"multipart/form-data; boundary=" + BOUNDARY{% else %}"application/json"{% endif %})
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
{%- if request.has_form() %}

    static void text(ByteArrayOutputStream form, String text) {
        form.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
{%- if request.has_texts() %}

    static void field(ByteArrayOutputStream form, String name, String value) {
        text(form, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n");
        text(form, value + "\r\n");
    }
{%- endif %}

    static void file(ByteArrayOutputStream form, String name, Path path) throws IOException {
        text(form, "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"; ");
        text(form, "filename=\"" + path.getFileName() + "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        form.writeBytes(Files.readAllBytes(path));
        text(form, "\r\n");
    }
{%- endif %}
}
