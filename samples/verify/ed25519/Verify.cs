using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

public static class Verify
{
    // libsodium: the NuGet package of this name, or libsodium-dev on Debian
    [DllImport("libsodium", CallingConvention = CallingConvention.Cdecl)]
    private static extern int sodium_init();

    [DllImport("libsodium", CallingConvention = CallingConvention.Cdecl)]
    private static extern int crypto_sign_verify_detached(
        byte[] signature, byte[] message, ulong length, byte[] publicKey);

    // publicKeys: whpk_… of the server, more than one while they overlap; headers: names in lower
    // case; body: the raw bytes, before any JSON parser has seen them
    public static bool Genuine(
        IEnumerable<string> publicKeys, IDictionary<string, string> headers, byte[] body)
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
        byte[] signed = Encoding.UTF8.GetBytes(id + "." + time + ".").Concat(body).ToArray();
        List<byte[]> keys = publicKeys.Select(key => Decoded(key.Replace("whpk_", ""))).ToList();
        return (signatures ?? "")
            .Split(' ')
            .Where(each => each.StartsWith("v1a,", StringComparison.Ordinal))
            .Select(each => Decoded(each.Substring(4)))
            .Any(signature => keys.Any(key => Verifies(signature, signed, key)));
    }

    // libsodium reads 64 and 32 bytes, however many there are
    private static bool Verifies(byte[] signature, byte[] signed, byte[] key)
    {
        return signature.Length == 64
            && key.Length == 32
            && sodium_init() >= 0
            && crypto_sign_verify_detached(signature, signed, (ulong)signed.Length, key) == 0;
    }

    private static byte[] Decoded(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return new byte[0];
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
        string[] keys = Environment.GetEnvironmentVariable("PUBLIC_KEY").Split(' ');
        return Genuine(keys, headers, body.ToArray()) ? 0 : 1;
    }
}
