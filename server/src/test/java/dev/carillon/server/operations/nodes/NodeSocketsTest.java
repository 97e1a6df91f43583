package dev.carillon.server.operations.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeSocketsTest {

  @Test
  void whatIsWrittenIsRead() {
    Set<InetSocketAddress> sockets =
        Set.of(socket("10.0.0.5"), socket("127.0.0.1"), socket("0.0.0.0"), socket("2001:db8::5"));
    assertThat(NodeSockets.read(NodeSockets.text(sockets), true))
        .containsExactlyInAnyOrderElementsOf(sockets);
    assertThat(NodeSockets.read("", true)).isEmpty();
  }

  /** Loopback and link-local addresses of another machine are this one's own. */
  @Test
  void ofAnotherMachineOnlyWhatLeadsThereCounts() {
    String text =
        NodeSockets.text(
            Set.of(
                socket("10.0.0.5"),
                socket("127.0.0.1"),
                socket("::1"),
                socket("0.0.0.0"),
                socket("fe80::5")));
    assertThat(NodeSockets.read(text, false)).containsExactly(socket("10.0.0.5"));
  }

  @Test
  void linesThatCannotBeReadAreLeftOut() {
    List<String> lines =
        List.of("10.0.0.6", "10.0.0.7 99999", "a.host 80", " 80", "", "10.0.0.9 ", "10.0.0.5 8080");
    assertThat(NodeSockets.read(String.join("\n", lines), true))
        .containsExactly(socket("10.0.0.5"));
  }

  /** As after an outage, before they have reported again. */
  @Test
  void whatALookDoesNotFindStaysForAMinuteOfLooks() {
    OtherSockets others = new OtherSockets();
    Set<InetSocketAddress> one = Set.of(socket("10.0.0.5"));
    Set<InetSocketAddress> other = Set.of(socket("10.0.0.6"));
    assertThat(others.found(one)).isEqualTo(one);
    for (int look = 1; look < OtherSockets.LOOKS; look++) {
      assertThat(others.found(Set.of())).isEqualTo(one);
    }
    assertThat(others.found(other)).isEqualTo(other);
  }

  private static InetSocketAddress socket(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 8080);
  }
}
