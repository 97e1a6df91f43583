package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Webhook;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoopAssignmentTest {

  private final LoopAssignment assignment = new LoopAssignment(3);

  @Test
  void webhooksAreSharedOutEvenly() {
    int[] webhooks = new int[3];
    IntStream.range(0, 10).forEach(i -> webhooks[assignment.assign(Webhook.Id.random())]++);
    assertThat(webhooks).containsExactly(4, 3, 3);
  }

  @Test
  void aWebhookKeepsItsLoopAndOneThatNobodyHasHeardOfHasNone() {
    Webhook.Id webhook = Webhook.Id.random();
    assertThat(assignment.of(webhook)).isEmpty();
    int loop = assignment.assign(webhook);
    IntStream.range(0, 10).forEach(i -> assignment.assign(Webhook.Id.random()));
    assertThat(assignment.assign(webhook)).isEqualTo(loop);
    assertThat(assignment.of(webhook)).hasValue(loop);
  }
}
