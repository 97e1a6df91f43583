package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.AuditedCall.Via;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EntryQueueTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final EntryQueue queue = new EntryQueue(2_000, FOR_EVER);

  @Test
  void entriesThatNobodyWaitsForAreTakenTogetherAndWakeTheirWriterTwiceAtMost() throws Exception {
    CompletableFuture<List<PendingEntry>> taken = CompletableFuture.supplyAsync(queue::take);
    List<PendingEntry> offered = new ArrayList<>();
    for (int i = 0; i < EntryQueue.BATCH_MAX; i++) {
      offered.add(entry("entry" + i));
      assertThat(queue.offer(offered.getLast(), 0)).isTrue();
    }
    assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo(offered);
    assertThat(queue.wakes()).isLessThanOrEqualTo(2);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void anEntryThatACallerWaitsForIsTakenWithAllBeforeItHoweverMany() throws Exception {
    for (int i = 0; i < EntryQueue.BATCH_MAX + 10; i++) {
      queue.offer(entry("entry" + i), 0);
    }
    PendingEntry awaited = awaited();
    queue.offer(awaited, 0);
    assertThat(queue.take()).hasSize(EntryQueue.BATCH_MAX);
    assertThat(queue.take()).hasSize(11).endsWith(awaited);
  }

  @Test
  void whatFindsNoRoomIsRefusedAndThereIsRoomAgainAfterABatch() throws Exception {
    EntryQueue small = new EntryQueue(2, Duration.ZERO);
    assertThat(small.offer(entry("one"), 0)).isTrue();
    assertThat(small.offer(entry("two"), 0)).isTrue();
    assertThat(small.offer(entry("three"), 0)).isFalse();
    CompletableFuture<Boolean> waits =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return small.offer(entry("four"), 60_000);
              } catch (InterruptedException stopped) {
                return false;
              }
            });
    assertThat(small.take()).hasSize(2);
    assertThat(waits.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClosedQueueGivesWhatIsLeftWithoutWaitingForMore() throws Exception {
    queue.offer(entry("last"), 0);
    queue.close();
    assertThat(queue.take()).hasSize(1);
    assertThat(queue.take()).isEmpty();
  }

  private static PendingEntry entry(String action) {
    return PendingEntry.of(of(action));
  }

  private static PendingEntry awaited() {
    return new PendingEntry(of("awaited"), "", false, new CompletableFuture<>());
  }

  private static AuditEntry of(String action) {
    return new AuditEntry(
        0,
        AuditEntry.Who.without(Via.SYSTEM),
        action,
        AuditEntry.NOTHING,
        AuditEntry.Outcome.of(200),
        AuditEntry.Diff.NONE);
  }
}
