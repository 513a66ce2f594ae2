// {{ request.method }} {{ request.route }}
using System;
{%- if request.has_form() %}
using System.IO;
{%- endif %}
using System.Net.Http;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

public static class Sample
{
    const string BaseUrl = {{ request.quoted(request.base_url) }};
    const string Username = {{ request.quoted(request.username) }};

    public static void Main()
    {
        Call().GetAwaiter().GetResult();
    }

    static async Task Call()
    {
        var secret = Environment.GetEnvironmentVariable("SHOPWIRE_SECRET");
        var method = "{{ request.method }}";
        var path = {{ request.quoted(request.path) }};
{%- if let Some(body) = request.body %}
        var body = Encoding.UTF8.GetBytes(@"{{ request.verbatim(body) }}");
{%- endif %}
{%- if request.has_form() %}
        var form = new MultipartFormDataContent();
{%- for field in request.form %}
{%- if field.kind.is_file %}
        form.Add(new ByteArrayContent(File.ReadAllBytes("image.jpg")), {{ request.quoted(field.name) }}, "image.jpg");
{%- else %}
        form.Add(new StringContent({{ request.quoted(field.example) }}), {{ request.quoted(field.name) }});
{%- endif %}
{%- endfor %}
        // The form as it is sent, so that the digest is of these very bytes.
        var body = await form.ReadAsByteArrayAsync();
{%- endif %}

        var date = DateTime.UtcNow.ToString("r");
{%- if request.has_body() %}
        var digest = "SHA-256=" + Convert.ToBase64String(SHA256.Create().ComputeHash(body));
        var signed = $"x-date: {date}\ndigest: {digest}\n{method} {path} HTTP/1.1";
{%- else %}
        var signed = $"x-date: {date}\n{method} {path} HTTP/1.1";
{%- endif %}
        var mac = new HMACSHA256(Encoding.UTF8.GetBytes(secret));
        var signature = Convert.ToBase64String(mac.ComputeHash(Encoding.UTF8.GetBytes(signed)));

        var request = new HttpRequestMessage(new HttpMethod(method), BaseUrl + path);
        request.Headers.TryAddWithoutValidation("X-Date", date);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"hmac username=\"{Username}\", algorithm=\"hmac-sha256\", " +
            $"headers=\"{{ request.signed_headers() }}\", signature=\"{signature}\"");
{%- if request.has_body() %}
        request.Headers.TryAddWithoutValidation("Digest", digest);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", {% if request.has_form() %}form.Headers.ContentType.ToString(){% else %}"application/json"{% endif %});
{%- endif %}
        using (var client = new HttpClient())
        {
            var answer = await client.SendAsync(request);
            Console.WriteLine($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
