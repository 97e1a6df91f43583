using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

public static class Verify
{
    // headers: names in lower case; body: the raw bytes, before any JSON parser has seen them
    public static bool Genuine(string secretToken, IDictionary<string, string> headers, byte[] body)
    {
        headers.TryGetValue("webhook-id", out string id);
        headers.TryGetValue("webhook-timestamp", out string time);
        headers.TryGetValue("webhook-signature", out string signatures);
        if (string.IsNullOrEmpty(id) || !Regex.IsMatch(time ?? "", @"\A[0-9]{1,15}\z"))
        {
            return false;
        }
        if (Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - long.Parse(time)) > 300)
        {
            return false;
        }
        using (var mac = new HMACSHA256(Convert.FromBase64String(secretToken)))
        {
            byte[] signed = Encoding.UTF8.GetBytes(id + "." + time + ".").Concat(body).ToArray();
            byte[] right = Encoding.UTF8.GetBytes("v1," + Convert.ToBase64String(mac.ComputeHash(signed)));
            bool genuine = false;
            foreach (string each in (signatures ?? "").Split(' '))
            {
                genuine |= CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(each));
            }
            return genuine;
        }
    }

    // --- to try this file alone ---
    public static int Main()
    {
        var headers = new Dictionary<string, string>
        {
            ["webhook-id"] = Environment.GetEnvironmentVariable("WEBHOOK_ID"),
            ["webhook-timestamp"] = Environment.GetEnvironmentVariable("WEBHOOK_TIMESTAMP"),
            ["webhook-signature"] = Environment.GetEnvironmentVariable("WEBHOOK_SIGNATURE"),
        };
        var body = new MemoryStream();
        Console.OpenStandardInput().CopyTo(body);
        return Genuine(Environment.GetEnvironmentVariable("SECRET"), headers, body.ToArray()) ? 0 : 1;
    }
}
