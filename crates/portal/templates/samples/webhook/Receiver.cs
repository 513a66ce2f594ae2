// A receiver: SHOPWIRE_APP_SECRET=... PORT=8000
using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;

public static class Receiver
{
    static readonly byte[] Secret = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("SHOPWIRE_APP_SECRET"));
    const long Tolerance = 300; // seconds

    public static void Main()
    {
        var listener = new HttpListener();
        listener.Prefixes.Add("http://*:" + (Environment.GetEnvironmentVariable("PORT") ?? "8000") + "/");
        listener.Start();
        while (true)
        {
            var context = listener.GetContext();
            var raw = new MemoryStream();
            context.Request.InputStream.CopyTo(raw); // the raw bytes
            var genuine = IsGenuine(name => context.Request.Headers[name] ?? "", raw.ToArray());
            if (genuine)
            {
                // An event may arrive twice, always with the same webhook-id.
                Console.WriteLine(context.Request.Headers["X-Cyberbiz-Event"] + " " + context.Request.Headers["webhook-id"]);
            }
            context.Response.StatusCode = genuine ? 204 : 401;
            context.Response.Close();
        }
    }

    static bool IsGenuine(Func<string, string> header, byte[] body)
    {
        var hex = BitConverter.ToString(Hmac(body)).Replace("-", "").ToLowerInvariant();
        if (!Same(hex, header("X-Cyberbiz-Hmac-Sha256")))
        {
            return false;
        }
        long timestamp;
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (!long.TryParse(header("webhook-timestamp"), out timestamp) || Math.Abs(now - timestamp) > Tolerance)
        {
            return false;
        }
        var head = Encoding.UTF8.GetBytes(header("webhook-id") + "." + header("webhook-timestamp") + ".");
        var expected = "v1," + Convert.ToBase64String(Hmac(head.Concat(body).ToArray()));
        return header("webhook-signature").Split(' ').Any(signature => Same(expected, signature));
    }

    static byte[] Hmac(byte[] message)
    {
        return new HMACSHA256(Secret).ComputeHash(message);
    }

    // Takes the same time wherever the texts differ.
    static bool Same(string one, string other)
    {
        var difference = one.Length ^ other.Length;
        for (var place = 0; place < Math.Min(one.Length, other.Length); place++)
        {
            difference |= one[place] ^ other[place];
        }
        return difference == 0;
    }
}
