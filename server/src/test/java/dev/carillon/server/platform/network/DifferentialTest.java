package dev.carillon.server.platform.network;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.address.AddressGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Our own sender and Apache's client hear the same from the same bytes, but for what is named. */
class DifferentialTest {

  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** Answers of which both must make the same. */
  private static final List<String> SAME =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
          "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
          "HTTP/1.0 200 OK\r\n\r\nuntil the end",
          "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
          "HTTP/1.1 204 No\r\nX: y\r\n\r\n",
          "HTTP/1.1 304 No\r\nContent-Length: 10\r\n\r\n",
          "HTTP/1.1 500 No\r\nContent-Length: 3\r\nX:\r\nY: \u00e4\r\n\r\n\u00c3\u00a4!",
          "HTTP/1.1 400 No\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\u00e4",
          "HTTP/1.1 302 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
          CHUNKED + "2\r\nok\r\n0\r\n\r\n",
          CHUNKED + "2;x=y\r\nok\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n",
          CHUNKED + "2\r\no",
          CHUNKED + "zz\r\n",
          CHUNKED + "2\r\noknot\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
          "HTTP/9.9 200 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nName : v\r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 2\r\n\r\n",
          "HTTP/1.1 500 No\r\nContent-Length: 30000\r\n\r\n" + "x".repeat(30_000),
          "HTTP/1.1 500 No\r\nContent-Length: 90000\r\n\r\n" + "x".repeat(90_000),
          "");

  private volatile String raw = "";

  @Test
  void bothHearTheSame() {
    Map<String, String> differences = new TreeMap<>();
    try (Pair pair = new Pair()) {
      for (String answer : SAME) {
        pair.compare(answer, differences);
      }
    }
    assertThat(differences).isEmpty();
  }

  @Test
  void bothHearTheSameOfGeneratedAnswers() {
    Random random = new Random(12);
    Map<String, String> differences = new TreeMap<>();
    try (Pair pair = new Pair()) {
      for (int i = 0; i < 300; i++) {
        pair.compare(generated(random), differences);
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String generated(Random random) {
    StringBuilder answer = new StringBuilder("HTTP/1.");
    answer.append(random.nextInt(8) == 0 ? 0 : 1).append(' ');
    answer.append(List.of(200, 201, 204, 302, 404, 410, 429, 500, 503).get(random.nextInt(9)));
    answer.append(random.nextBoolean() ? " Some reason\r\n" : " \r\n");
    for (int i = random.nextInt(5); i > 0; i--) {
      answer.append("X-").append(i).append(": ").append("v".repeat(random.nextInt(30)));
      answer.append("\r\n");
    }
    String body = "b".repeat(random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(50));
    boolean none = answer.indexOf(" 204 ") > 0;
    boolean old = answer.charAt(7) == '0';
    int framing = none ? 3 : random.nextInt(3);
    if (framing == 0) {
      answer.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    } else if (framing == 1 && !old) {
      answer.append("Transfer-Encoding: chunked\r\n\r\n");
      for (int at = 0; at < body.length(); ) {
        int size = Math.min(body.length() - at, 1 + random.nextInt(9_000));
        answer.append(Integer.toHexString(size)).append("\r\n");
        answer.append(body, at, at + size).append("\r\n");
        at += size;
      }
      answer.append("0\r\n\r\n");
    } else {
      answer.append("\r\n").append(none ? "" : body);
    }
    return answer.toString();
  }

  /** Where we are stricter on purpose: what Apache's client hears, and what we do. */
  @Test
  void theDifferencesAreTheseAndNoOthers() {
    String ok = "ReceiverResponse[status=200, body=, bodyBytes=0, cut=false]";
    Map<String, List<String>> expected =
        Map.of(
            // what does not begin like HTTP is refused, not searched for a status line
            "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            List.of(ok, "bad_http"),
            // the end came within a chunk, which is too early, and nothing was malformed
            CHUNKED + "2\r\nok",
            List.of("bad_http", "closed_early"),
            // CR within a line may be read as an end by others (RFC 9112, 2.2)
            "HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n",
            List.of(ok, "bad_http"),
            // Transfer-Encoding in HTTP/1.0 is faulty framing (RFC 9112, 6.1)
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            List.of(ok, "bad_http"));
    Map<String, List<String>> heard = new TreeMap<>();
    try (Pair pair = new Pair()) {
      for (String answer : expected.keySet()) {
        heard.put(answer, pair.inBrief(answer));
      }
    }
    assertThat(heard).isEqualTo(new TreeMap<>(expected));
  }

  /** Both senders and the receiver they call. */
  private final class Pair implements AutoCloseable {
    private final AddressGuard guard = new AddressGuard(AddressGuard.LOOPBACK, Set.of());
    private final DnsResolver names = new DnsResolver();
    private final ScriptedReceiver receiver =
        ScriptedReceiver.start(
            (request, out, socket) -> {
              out.write(raw.getBytes(ISO_8859_1));
              return false;
            });

    void compare(String answer, Map<String, String> differences) {
      String ofApache;
      String ofOwn;
      // fresh ones: the receiver closes each connection, maybe only when the next request is sent
      try (Sender apache = new ApacheSender();
          Sender own = new HttpSender(names, () -> guard)) {
        ofApache = heard(apache, answer);
        ofOwn = heard(own, answer);
      }
      if (!ofApache.equals(ofOwn)) {
        differences.put(
            answer.substring(0, Math.min(200, answer.length())),
            "Apache: " + ofApache + "\n own: " + ofOwn);
      }
    }

    String heard(Sender sender, String answer) {
      raw = answer;
      return switch (sender.send(request(receiver.url()))) {
        case Outcome.Accepted accepted -> accepted.response().toString();
        case Outcome.Rejected rejected -> rejected.response().toString();
        case Outcome.NoResponse noResponse -> noResponse.errorClass().text();
        case Outcome.Blocked blocked -> blocked.toString();
        case Outcome.Acknowledged acknowledged -> acknowledged.toString();
      };
    }

    /** What Apache's client hears, and what we do, without headers. */
    List<String> inBrief(String answer) {
      try (Sender apache = new ApacheSender();
          Sender own = new HttpSender(names, () -> guard)) {
        return List.of(brief(heard(apache, answer)), brief(heard(own, answer)));
      }
    }

    private static String brief(String heard) {
      return heard.replaceFirst("(?s)headers=\\[.*], body", "body");
    }

    @Override
    public void close() {
      receiver.close();
    }
  }

  private static SignedRequest request(String url) {
    List<Header> headers = new ArrayList<>(List.of(new Header("X-Hook-Signature", "abc")));
    return new SignedRequest(url, headers, Payload.of("{}"), Duration.ofSeconds(5));
  }
}
