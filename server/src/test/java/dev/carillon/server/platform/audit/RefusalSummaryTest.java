package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.server.platform.audit.AuditEntry.Diff;
import dev.carillon.server.platform.audit.AuditEntry.Outcome;
import dev.carillon.server.platform.audit.AuditEntry.Who;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalSummaryTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-25T10:00:00Z"));
  private final RefusalSummary refusals = new RefusalSummary(clock);

  @Test
  void aMinuteIsOneEntryForEachAddressAccountAndAction() {
    refusals.add(refusal("192.0.2.1", "ann", "login"));
    refusals.add(refusal("192.0.2.1", "ann", "login"));
    refusals.add(refusal("192.0.2.2", "ann", "login"));
    refusals.add(refusal("192.0.2.1", "bob", "login"));
    refusals.add(refusal("192.0.2.1", "ann", "createGroup"));
    clock.advance(Duration.ofSeconds(59));
    assertThat(refusals.due()).isEmpty();
    refusals.add(refusal("192.0.2.1", "ann", "login"));
    clock.advance(Duration.ofSeconds(1));
    List<AuditEntry> due = refusals.due();
    assertThat(due).hasSize(4);
    assertThat(due)
        .filteredOn(e -> e.who().actor().equals("ann") && e.action().equals("login"))
        .extracting(e -> e.who().address() + " " + e.outcome().times())
        .containsExactlyInAnyOrder("192.0.2.1 3", "192.0.2.2 1");
    assertThat(refusals.due()).isEmpty();
    assertThat(refusals.all()).isEmpty();
  }

  @Test
  void aMillionAddressesAreNoMillionEntries() {
    for (int i = 0; i < 30_000; i++) {
      refusals.add(refusal("2001:db8::" + Integer.toHexString(i), "", "login"));
    }
    List<AuditEntry> all = refusals.all();
    assertThat(all).hasSizeLessThanOrEqualTo(10_001);
    assertThat(all.stream().mapToInt(e -> e.outcome().times()).sum()).isEqualTo(30_000);
  }

  private AuditEntry refusal(String address, String actor, String action) {
    return new AuditEntry(
        clock.millis(),
        new Who(actor, "none", "", address, "r"),
        action,
        AuditEntry.NOTHING,
        Outcome.refused(401, 1),
        Diff.NONE);
  }
}
