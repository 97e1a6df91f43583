package dev.carillon.bench.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.program.Key;
import dev.carillon.bench.program.Verdict;
import org.junit.jupiter.api.Test;

class LedgerTest {

  @Test
  void eachMustHaveComeAsOftenAsThereAreWebhooks() {
    Ledger ledger = new Ledger();
    Tally received = new Tally(16);
    int[] came = {3, 2, 4, 0};
    for (int i = 0; i < came.length; i++) {
      ledger.add(new Key(i, 7), 0);
      for (int n = 0; n < came[i]; n++) {
        received.add(i, 7, 0);
      }
    }
    received.add(99, 7, 0);

    assertThat(ledger.compare(received, 3)).isEqualTo(new Verdict(4, 2, 1, 1));
  }
}
