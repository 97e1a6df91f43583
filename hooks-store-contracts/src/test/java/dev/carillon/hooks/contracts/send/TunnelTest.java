package dev.carillon.hooks.contracts.send;

import static dev.carillon.hooks.contracts.send.Requests.LOOPBACK;
import static dev.carillon.hooks.contracts.send.Requests.PATIENCE;
import static dev.carillon.hooks.contracts.send.Requests.TIMEOUT;
import static dev.carillon.hooks.contracts.send.Requests.errorClass;
import static dev.carillon.hooks.contracts.send.Requests.names;
import static dev.carillon.hooks.contracts.send.Requests.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.http.HttpSender;
import dev.carillon.hooks.http.HttpSettings;
import dev.carillon.hooks.http.ProxySettings;
import dev.carillon.hooks.http.address.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sending through a forward proxy. */
class TunnelTest {

  /** A proxy that leads every tunnel to this port, whatever address it was asked for. */
  private static Script leadingTo(int port) {
    return (request, out, socket) -> {
      try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), port)) {
        out.write("HTTP/1.1 200 Go on\r\n\r\n".getBytes(ISO_8859_1));
        Thread back =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        onward.getInputStream().transferTo(out);
                        socket.close();
                      } catch (IOException gone) {
                        // one end has closed
                      }
                    });
        socket.getInputStream().transferTo(onward.getOutputStream());
        back.interrupt();
      }
      return false;
    };
  }

  private static HttpSender through(ScriptedReceiver proxy, String username) {
    return through(proxy, username, names("127.0.0.1"));
  }

  private static HttpSender through(ScriptedReceiver proxy, String username, Resolver names) {
    return new HttpSender(
        names,
        () -> LOOPBACK,
        HttpSettings.standard()
            .through(new ProxySettings.Proxy("127.0.0.1", proxy.port(), username, "s3cret")));
  }

  @Test
  void tellsTheProxyTheCheckedAddressAndTheReceiverItsName() {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        ScriptedReceiver proxy = ScriptedReceiver.start(leadingTo(receiver.port()));
        HttpSender sender = through(proxy, "carillon")) {
      String url = "http://hook.test:" + receiver.port() + "/hook";
      assertThat(sender.send(request(url, "1")).error()).isEmpty();
      assertThat(sender.send(request(url, "2")).error()).isEmpty();

      Received connect = proxy.next(PATIENCE);
      assertThat(connect.requestLine())
          .isEqualTo("CONNECT 127.0.0.1:" + receiver.port() + " HTTP/1.1");
      assertThat(connect.header("Proxy-Authorization")).contains("Basic Y2FyaWxsb246czNjcmV0");
      Received post = receiver.next(PATIENCE);
      assertThat(post.header("Host")).contains("hook.test:" + receiver.port());
      assertThat(post.header("Proxy-Authorization")).isEmpty();
      assertThat(receiver.next(PATIENCE).text()).isEqualTo("2");
      assertThat(proxy.rest()).isEmpty();
    }
  }

  @Test
  void aProxyThatRefusesIsAFailedConnection() {
    try (ScriptedReceiver proxy = ScriptedReceiver.answering(407);
        HttpSender sender = through(proxy, "")) {
      Outcome outcome = sender.send(request("http://127.0.0.1:9/", "{}"));
      assertThat(errorClass(outcome)).isEqualTo(ErrorClass.CONNECT_FAILED);
      assertThat(outcome.error()).contains("407").doesNotContain("s3cret");
      assertThat(proxy.next(PATIENCE).header("Proxy-Authorization")).isEmpty();
    }
  }

  @Test
  void aProxyThatIsSilentIsAConnectTimeout() {
    Script silent =
        (request, out, socket) -> {
          Thread.sleep(60_000);
          return false;
        };
    try (ScriptedReceiver proxy = ScriptedReceiver.start(silent);
        HttpSender sender = through(proxy, "")) {
      assertThat(errorClass(sender.send(request("http://127.0.0.1:9/", "{}", TIMEOUT))))
          .isEqualTo(ErrorClass.CONNECT_TIMEOUT);
    }
  }

  @Test
  void anAddressThatTheProxyCannotReachLeavesTimeForTheNext() {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200)) {
      Script onward = leadingTo(receiver.port());
      Script half =
          (request, out, socket) -> {
            if (request.requestLine().contains("127.0.0.2")) {
              Thread.sleep(60_000);
            }
            return onward.answer(request, out, socket);
          };
      Resolver both = names("127.0.0.2", "127.0.0.1");
      Resolver names =
          (host, deadline) ->
              host.equals("hook.test")
                  ? both.resolve(host, deadline)
                  : List.of(InetAddress.getLoopbackAddress());
      try (ScriptedReceiver proxy = ScriptedReceiver.start(half);
          HttpSender sender = through(proxy, "", names)) {
        Outcome outcome = sender.send(request("http://hook.test:" + receiver.port() + "/", "{}"));
        assertThat(outcome.error()).isEmpty();
      }
    }
  }

  @Test
  void theProxyHearsNothingOfABlockedAddress() {
    try (ScriptedReceiver proxy = ScriptedReceiver.answering(200);
        HttpSender sender = through(proxy, "")) {
      assertThat(sender.send(request("http://10.0.0.1/", "{}")))
          .isInstanceOf(Outcome.Blocked.class);
      assertThat(proxy.rest()).isEmpty();
    }
  }
}
