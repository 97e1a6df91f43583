package dev.carillon.hooks.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {

  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void anEventsOwnTraceIsItsIdInHex() {
    UUID uuid = UUID.fromString("018f2e4a-7b3c-7def-8123-456789abcdef");
    assertThat(Trace.of(new Event.Id(Ids.of(uuid))))
        .isEqualTo(new Trace("018f2e4a7b3c7def8123456789abcdef", true));
    assertThat(Trace.of(new Event.Id("0".repeat(22))).id()).isNotEqualTo("0".repeat(32));
    assertThat(Trace.of(new Event.Id("-".repeat(22))).id()).isEqualTo("f".repeat(32));
  }

  @Test
  void aCorrectHeaderIsTakenUp() {
    assertThat(Trace.ofHeader("00-" + ID + "-00f067aa0ba902b7-01")).contains(new Trace(ID, true));
    assertThat(Trace.ofHeader(" 00-" + ID + "-00f067aa0ba902b7-02 "))
        .contains(new Trace(ID, false));
    assertThat(Trace.ofHeader("cc-" + ID + "-00f067aa0ba902b7-01-of a later version"))
        .contains(new Trace(ID, true));
  }

  @Test
  void theSpanOfAHeaderIsKeptWhereItIsAskedFor() {
    String header = "00-" + ID + "-00f067aa0ba902b7-00";
    Trace trace = Trace.ofSpan(header).orElseThrow();
    assertThat(trace).isEqualTo(new Trace(ID, false, "00f067aa0ba902b7"));
    assertThat(trace.recordedIn()).isEqualTo(header);
    assertThat(Trace.ofHeader(header).orElseThrow().recordedIn()).isEmpty();
    assertThatThrownBy(() -> new Trace(ID, true, "0".repeat(16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a span has 16 hex digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, "
            + "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void aWrongHeaderIsNone(String header) {
    assertThat(Trace.ofHeader(header)).isEmpty();
  }

  @Test
  void theStoredTextComesBack() {
    for (Trace trace :
        Set.of(
            new Trace(ID, true), new Trace(ID, false), new Trace(ID, true, "00f067aa0ba902b7"))) {
      assertThat(Trace.read(trace.text())).isEqualTo(trace);
    }
    for (String wrong : Set.of(ID, ID + "-01-", ID + "-01-00f067aa0ba902b", ID + "-02")) {
      assertThatThrownBy(() -> Trace.read(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Trace("0".repeat(32), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEventsOwnTraceWithASpanIsNoneThatFollowsFromItsId() {
    Event.Id event = Event.Id.at(Instant.now());
    Trace own = Trace.of(event);
    assertThat(own.follows(event)).isTrue();
    assertThat(new Trace(own.id(), true, "00f067aa0ba902b7").follows(event)).isFalse();
  }

  @Test
  void eachAttemptIsASpanOfItsOwnThatCanBeToldAgain() {
    Event.Id event = Event.Id.at(Instant.now());
    Trace trace = Trace.of(event);
    Set<String> spans = new HashSet<>();
    for (int delivery = 1; delivery <= 3; delivery++) {
      String id = Ids.derived(event.value(), delivery);
      for (int attempt = 1; attempt <= 20; attempt++) {
        String parent = trace.parent(id, attempt);
        assertThat(parent).matches("00-" + trace.id() + "-[0-9a-f]{16}-01");
        assertThat(parent).isEqualTo(trace.parent(id, attempt));
        spans.add(parent.substring(36, 52));
      }
    }
    assertThat(spans).hasSize(60).doesNotContain("0".repeat(16));
  }
}
