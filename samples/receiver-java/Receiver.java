import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Receives webhooks and verifies that they are genuine. Java 21 or later, nothing to install.
 *
 * <pre>SECRET=&lt;the webhook's secretToken&gt; java Receiver.java</pre>
 *
 * <ul>
 *   <li>PORT: where to listen on this machine; 9000 unless set, 0 = any free port
 *   <li>SECRET: the webhook's secretToken
 *   <li>SECRET_FILE: or a file that holds it; read for every request, so that it may appear or
 *       change
 *   <li>VERIFY: {@code standard} (unless set): the Standard Webhooks headers must be good; {@code
 *       x-hook-signature}: only that header must be, for senders without the others. It covers no
 *       time, so an old request that somebody recorded passes again.
 * </ul>
 */
public final class Receiver {

  private static final int BODY_BYTES_MAX = 10 * 1024 * 1024;
  private static final int TOLERANCE_SECONDS = 5 * 60;
  private static final int REMEMBERED_MAX = 10_000;

  private final boolean standard;
  private final LinkedHashSet<String> seen = new LinkedHashSet<>();

  private Receiver(boolean standard) {
    this.standard = standard;
  }

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "9000"));
    String verify = System.getenv().getOrDefault("VERIFY", "standard");
    if (!verify.equals("standard") && !verify.equals("x-hook-signature")) {
      throw new IllegalArgumentException(
          "VERIFY is '" + verify + "', but must be standard or x-hook-signature");
    }
    Receiver receiver = new Receiver(verify.equals("standard"));
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", receiver::handle);
    server.start();
    System.out.println("listening on http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(answer(exchange), -1);
    } catch (GeneralSecurityException | RuntimeException failed) {
      System.out.println("failed: " + failed.getMessage());
      exchange.sendResponseHeaders(500, -1);
    }
  }

  private int answer(HttpExchange exchange) throws IOException, GeneralSecurityException {
    if (!exchange.getRequestMethod().equals("POST")) {
      return 405;
    }
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      return 413;
    }
    Optional<String> fault = fault(exchange, body);
    if (fault.isPresent()) {
      System.out.println("refused: " + fault.get());
      return 401;
    }
    received(exchange, new String(body, StandardCharsets.UTF_8));
    return 204;
  }

  private Optional<String> fault(HttpExchange exchange, byte[] body)
      throws IOException, GeneralSecurityException {
    String token = secret();
    if (token.isEmpty()) {
      return Optional.of("no SECRET is set here");
    }
    return standard
        ? standardFault(exchange, body, token)
        : hookSignatureFault(exchange, body, token);
  }

  private static String secret() throws IOException {
    String secret = System.getenv().getOrDefault("SECRET", "");
    String file = System.getenv().getOrDefault("SECRET_FILE", "");
    return secret.isEmpty() && !file.isEmpty() ? Files.readString(Path.of(file)).strip() : secret;
  }

  /** Lower-case hex HMAC-SHA256 of the body as it came; the key is the token's text as it stands. */
  private static Optional<String> hookSignatureFault(
      HttpExchange exchange, byte[] body, String token) throws GeneralSecurityException {
    String given = header(exchange, "X-Hook-Signature");
    if (given.isEmpty()) {
      return Optional.of("there is no X-Hook-Signature");
    }
    byte[] key = token.getBytes(StandardCharsets.UTF_8);
    String expected = HexFormat.of().formatHex(hmac(key, body));
    return same(expected, given) ? Optional.empty() : Optional.of("X-Hook-Signature does not match");
  }

  /**
   * As https://www.standardwebhooks.com says: HMAC-SHA256 of id.timestamp.body; the key is the
   * decoded token. While a replaced token is still valid there are two signatures, and one good one
   * is enough.
   */
  private static Optional<String> standardFault(HttpExchange exchange, byte[] body, String token)
      throws GeneralSecurityException {
    String id = header(exchange, "webhook-id");
    String timestamp = header(exchange, "webhook-timestamp");
    String signatures = header(exchange, "webhook-signature");
    if (id.isEmpty() || timestamp.isEmpty() || signatures.isEmpty()) {
      return Optional.of("webhook-id, webhook-timestamp or webhook-signature is missing");
    }
    if (!timestamp.matches("[0-9]{1,12}")
        || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp))
            > TOLERANCE_SECONDS) {
      return Optional.of("webhook-timestamp is more than 5 minutes away from now");
    }
    byte[] start = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    byte[] mac = hmac(Base64.getDecoder().decode(token), start, body);
    String expected = "v1," + Base64.getEncoder().encodeToString(mac);
    for (String signature : signatures.split(" ")) {
      if (same(expected, signature)) {
        return Optional.empty();
      }
    }
    return Optional.of("webhook-signature does not match");
  }

  private static byte[] hmac(byte[] key, byte[]... parts) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }

  /** Takes the same time wherever the difference is, so that nobody can feel their way. */
  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private void received(HttpExchange exchange, String body) {
    String word = again(header(exchange, "webhook-id")) ? "again" : "event";
    System.out.println(word + " " + textOf("type", body) + " " + textOf("assetId", body));
  }

  /** Deliveries come at least once: the same webhook-id is the same event again. */
  private synchronized boolean again(String id) {
    boolean before = !id.isEmpty() && !seen.add(id);
    if (seen.size() > REMEMBERED_MAX) {
      seen.removeFirst(); // the oldest
    }
    return before;
  }

  /** Enough for a sample; take a JSON library for more than the plain fields at the top. */
  private static String textOf(String field, String json) {
    Matcher matcher = Pattern.compile("\"" + field + "\":\"([^\"\\\\]*)\"").matcher(json);
    return matcher.find() ? matcher.group(1) : "";
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }
}
