package dev.carillon.server.platform.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carillon.hooks.http.address.Resolver.NameNotFoundException;
import dev.carillon.hooks.http.address.Resolver.NameTimeoutException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;
import org.xbill.DNS.lookup.LookupSession;

/** R10: a name server that says no, fails, is silent, or knows IPv6 only. */
class DnsResolverTest {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private DatagramSocket nameServer;
  private DnsResolver resolver;

  @BeforeEach
  void start() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    DatagramSocket socket = new DatagramSocket(0, loopback);
    nameServer = socket;
    Thread.ofVirtual().start(() -> serve(socket));
    InetSocketAddress address = new InetSocketAddress(loopback, socket.getLocalPort());
    LookupSession session = LookupSession.builder().resolver(new SimpleResolver(address)).build();
    resolver =
        new DnsResolver(
            new DnsResolver.NameServers(
                Path.of("none"), Duration.ofHours(1), () -> List.of(address), () -> session));
  }

  @AfterEach
  void stop() {
    nameServer.close();
  }

  @Test
  void knowsNamesOfBothFamilies() throws Exception {
    assertThat(resolver.resolve("four.test", DEADLINE))
        .containsExactly(InetAddress.ofLiteral("192.0.2.1"));
    assertThat(resolver.resolve("six.test", DEADLINE))
        .containsExactly(InetAddress.ofLiteral("2001:db8::1"));
    assertThat(resolver.resolve("many.test", DEADLINE)).hasSize(40);
  }

  @Test
  void whatDoesNotExistIsNotFound() {
    assertThatExceptionOfType(NameNotFoundException.class)
        .isThrownBy(() -> resolver.resolve("no.test", DEADLINE));
    assertThatExceptionOfType(NameNotFoundException.class)
        .isThrownBy(() -> resolver.resolve("empty.test", DEADLINE));
  }

  @Test
  void aServerThatFailsIsAsGoodAsSilent() {
    assertThatExceptionOfType(NameTimeoutException.class)
        .isThrownBy(() -> resolver.resolve("fail.test", DEADLINE));
  }

  @Test
  void aSilentServerEndsAtTheDeadline() {
    long began = System.nanoTime();
    assertThatExceptionOfType(NameTimeoutException.class)
        .isThrownBy(() -> resolver.resolve("silent.test", Duration.ofMillis(300)));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void aServerThatIsSilentAboutOneFamilyCostsAMomentOnly() throws Exception {
    for (String host : new String[] {"only-four.test", "only-six.test"}) {
      long began = System.nanoTime();
      assertThat(resolver.resolve(host, DEADLINE)).hasSize(1);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void anAnswerWithoutAddressesIsNotEnough() throws Exception {
    assertThat(resolver.resolve("late-six.test", DEADLINE))
        .containsExactly(InetAddress.ofLiteral("2001:db8::1"));
    assertThatExceptionOfType(NameTimeoutException.class)
        .isThrownBy(() -> resolver.resolve("half-silent.test", Duration.ofMillis(300)));
  }

  private static boolean silent(Record question) {
    return switch (question.getName().toString()) {
      case "silent.test." -> true;
      case "only-four.test.", "half-silent.test." -> question.getType() == Type.AAAA;
      case "only-six.test." -> question.getType() == Type.A;
      default -> false;
    };
  }

  private static void serve(DatagramSocket socket) {
    byte[] bytes = new byte[1500];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        Message query = new Message(Arrays.copyOf(bytes, packet.getLength()));
        if (!silent(query.getQuestion())) {
          SocketAddress asker = packet.getSocketAddress();
          Thread.ofVirtual().start(() -> answer(socket, query, asker));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answer(DatagramSocket socket, Message query, SocketAddress asker) {
    try {
      Record question = query.getQuestion();
      if (question.getName().toString().startsWith("late") && question.getType() == Type.AAAA) {
        Thread.sleep(400);
      }
      byte[] answer = answer(query).toWire();
      socket.send(new DatagramPacket(answer, answer.length, asker));
    } catch (IOException | InterruptedException closed) {
      // the test is over
    }
  }

  private static Message answer(Message query) throws IOException {
    Record question = query.getQuestion();
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setFlag(Flags.RA);
    answer.addRecord(question, Section.QUESTION);
    boolean four = question.getType() == Type.A;
    switch (question.getName().toString()) {
      case "four.test.", "only-four.test." -> {
        if (four) {
          answer.addRecord(address(question, "192.0.2.1"), Section.ANSWER);
        }
      }
      case "six.test.", "only-six.test.", "late-six.test." -> {
        if (!four) {
          answer.addRecord(address(question, "2001:db8::1"), Section.ANSWER);
        }
      }
      case "many.test." -> {
        for (int i = 1; four && i <= 40; i++) {
          answer.addRecord(address(question, "192.0.2." + i), Section.ANSWER);
        }
      }
      case "no.test." -> answer.getHeader().setRcode(Rcode.NXDOMAIN);
      case "fail.test." -> answer.getHeader().setRcode(Rcode.SERVFAIL);
      default -> {}
    }
    return answer;
  }

  private static Record address(Record question, String literal) {
    InetAddress address = InetAddress.ofLiteral(literal);
    return question.getType() == Type.A
        ? new ARecord(question.getName(), DClass.IN, 60, address)
        : new AAAARecord(question.getName(), DClass.IN, 60, address);
  }
}
