package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopAssignmentTest {

  private final LoopAssignment assignment = new LoopAssignment(3);

  @Test
  void webhooksAreSharedOutEvenly() {
    int[] webhooks = new int[3];
    IntStream.range(0, 10).forEach(i -> webhooks[assignment.assign(webhook(""))]++);
    assertThat(webhooks).containsExactly(4, 3, 3);
  }

  @Test
  void aWebhookKeepsItsLoopAndOneThatNobodyHasHeardOfHasNone() {
    Webhook webhook = webhook("");
    assertThat(assignment.of(webhook.id())).isEmpty();
    int loop = assignment.assign(webhook);
    IntStream.range(0, 10).forEach(i -> assignment.assign(webhook("")));
    assertThat(assignment.assign(webhook)).isEqualTo(loop);
    assertThat(assignment.of(webhook.id())).hasValue(loop);
  }

  @Test
  void webhooksOfOneOwnerShareALoopAndOthersGoWhereFewerAre() {
    int loop = assignment.assign(webhook("acme"));
    IntStream.range(0, 10)
        .forEach(i -> assertThat(assignment.assign(webhook("acme"))).isEqualTo(loop));
    IntStream.range(0, 10)
        .forEach(i -> assertThat(assignment.assign(webhook("tenant" + i))).isNotEqualTo(loop));
  }

  private static Webhook webhook(String owner) {
    return Webhook.builder(Instant.EPOCH)
        .name("any")
        .url("https://example.org")
        .owner(owner)
        .build();
  }
}
