package dev.carillon.hooks.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.jdbc.SqlSigningKeys.Withdrawal;
import dev.carillon.hooks.webhook.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Which keys sign at which time, and what each node knows of them. */
@OnEachDatabase
class SqlSigningKeysTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.123456Z");

  private final TestCipher cipher = new TestCipher();
  @Parameter private TestDatabase tested;
  @TempDir private Path folder;
  private Database database;
  private SqlSigningKeys keys;

  @BeforeEach
  void open() {
    database = tested.open(folder);
    keys = new SqlSigningKeys(database, cipher);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theFirstKeyIsMadeOnceAndAnotherNodeSignsByItToo() {
    assertThat(keys.at(NOW)).isEmpty();
    assertThat(keys.make(NOW)).isTrue();
    assertThat(keys.make(NOW)).isFalse();
    List<SigningKey> made = keys.at(NOW);
    assertThat(made).hasSize(1);
    assertThat(new SqlSigningKeys(database, cipher).at(NOW)).isEqualTo(made);
    assertThat(keys.past().at(NOW.minusSeconds(1))).isEmpty();
  }

  @Test
  void onANodeWhoseClockIsBehindAWithdrawnKeySignsNoMoreAndTheNewOneDoes() {
    keys.make(NOW);
    String first = keys.all().getFirst().id();
    Instant withdrawn = NOW.plusSeconds(600);
    assertThat(keys.withdraw(first, withdrawn, true)).isEqualTo(Withdrawal.DONE);
    String second = keys.all().getFirst().id();
    SqlSigningKeys behind = new SqlSigningKeys(database, cipher);
    for (Instant local : List.of(NOW.minusSeconds(60), NOW, withdrawn.minusSeconds(1))) {
      assertThat(behind.at(local)).extracting(SigningKey::id).containsExactly(second);
      assertThat(behind.make(local)).as("there is one").isFalse();
    }
    assertThat(behind.past().at(NOW)).extracting(SigningKey::id).containsExactly(first);
    SigningKey third = behind.replace(NOW, Duration.ofHours(1)).orElse(null);
    assertThat(third).as("the second has not begun by this clock").isNull();
    assertThat(behind.replace(withdrawn, Duration.ofHours(1))).isPresent();
    assertThat(behind.past().at(withdrawn.minusSeconds(1)))
        .as("what the log shows stays")
        .extracting(SigningKey::id)
        .containsExactly(first);
  }

  @Test
  void whatWasWithdrawnIsNotAmongThoseThatSignAfterAClockIsSetBack() {
    keys.make(NOW);
    String first = keys.all().getFirst().id();
    String second = keys.replace(NOW, Duration.ofHours(2)).orElseThrow().id();
    Instant both = NOW.plus(SqlSigningKeys.PUBLISHED_BEFORE);
    assertThat(ids(both)).containsExactly(second, first);
    assertThat(keys.withdraw(second, both, false)).isEqualTo(Withdrawal.DONE);
    assertThat(ids(both.minusSeconds(1))).containsExactly(first);
    assertThat(ids(both)).containsExactly(first);
  }

  @Test
  void aNewKeyIsKnownBeforeItSignsAndBothSignWhileTheyOverlap() {
    keys.make(NOW);
    SigningKey first = keys.all().getFirst();
    SigningKey second = keys.replace(NOW, Duration.ofHours(2)).orElseThrow();
    assertThat(keys.replace(NOW, Duration.ofHours(2))).as("not before it signs").isEmpty();
    assertThat(keys.all()).hasSize(2);

    Instant begins = NOW.plus(SqlSigningKeys.PUBLISHED_BEFORE);
    assertThat(ids(NOW)).containsExactly(first.id());
    assertThat(ids(begins)).containsExactly(second.id(), first.id());
    assertThat(ids(begins.plus(Duration.ofHours(2)))).containsExactly(second.id());

    Instant later = NOW.plus(Duration.ofHours(1));
    SigningKey third = keys.replace(later, Duration.ofHours(9)).orElseThrow();
    assertThat(ids(later)).containsExactly(second.id(), first.id());
    assertThat(ids(later.plus(SqlSigningKeys.PUBLISHED_BEFORE)))
        .as("an older overlap ends")
        .containsExactly(third.id(), second.id());
  }

  /** A receiver may keep the key set for a minute; this one keeps it for almost three. */
  @Test
  void whoReadsTheKeysNowAndThenAlwaysKnowsOneThatSigns() {
    keys.make(NOW);
    List<String> known = List.of();
    for (int second = 0; second < 1_200; second++) {
      Instant now = NOW.plusSeconds(second);
      if (second % 170 == 0) {
        known = keys.all().stream().map(SigningKey::id).toList();
      }
      keys.replace(now, Duration.ofHours(1));
      assertThat(ids(now)).as("after %s s", second).containsAnyElementsOf(known);
    }
    assertThat(keys.all()).hasSizeGreaterThan(5);
  }

  @Test
  void onlySomeOfThoseThatEndedAreKept() {
    Instant at = NOW;
    for (int i = 0; i < 30; i++) {
      keys.replace(at, Duration.ofHours(1));
      at = at.plus(Duration.ofHours(3));
    }
    assertThat(keys.all()).hasSize(20);
    assertThat(keys.at(at)).hasSize(1);
  }

  @Test
  void theOnlyKeyIsWithdrawnOnlyWithANewOneThatSignsAtOnce() {
    keys.make(NOW);
    String first = keys.all().getFirst().id();
    assertThat(keys.withdraw("no such key", NOW, true)).isEqualTo(Withdrawal.UNKNOWN);
    assertThat(keys.withdraw(first, NOW, false)).isEqualTo(Withdrawal.LAST);
    assertThat(ids(NOW)).containsExactly(first);

    Instant later = NOW.plusSeconds(60);
    assertThat(keys.withdraw(first, later, true)).isEqualTo(Withdrawal.DONE);
    assertThat(ids(later)).hasSize(1).doesNotContain(first);
    assertThat(published(later)).isEqualTo(ids(later));
    assertThat(past(NOW)).as("the log shows what it signed").containsExactly(first);
    assertThat(keys.withdraw(first, later, true)).isEqualTo(Withdrawal.UNKNOWN);
  }

  @Test
  void aKeyThatWasReplacedIsWithdrawnAndTheNewOneBeginsAtOnce() {
    keys.make(NOW);
    String first = keys.all().getFirst().id();
    String second = keys.replace(NOW, Duration.ofHours(2)).orElseThrow().id();
    assertThat(keys.withdraw(first, NOW, false)).isEqualTo(Withdrawal.DONE);
    assertThat(ids(NOW)).containsExactly(second);
    assertThat(ids(NOW.plus(Duration.ofDays(900)))).containsExactly(second);
    assertThat(published(NOW)).containsExactly(second);
  }

  @Test
  void theNewKeyIsWithdrawnAndTheOneBeforeItSignsOn() {
    keys.make(NOW);
    String first = keys.all().getFirst().id();
    SigningKey second = keys.replace(NOW, Duration.ofHours(2)).orElseThrow();
    assertThat(keys.withdraw(second.id(), NOW, true)).isEqualTo(Withdrawal.DONE);
    assertThat(ids(NOW.plus(Duration.ofDays(900)))).containsExactly(first);
    assertThat(keys.replace(NOW, Duration.ofHours(2))).as("none is to begin").isPresent();

    Instant begun = NOW.plus(SqlSigningKeys.PUBLISHED_BEFORE);
    String third = ids(begun).getFirst();
    assertThat(keys.withdraw(third, begun, false)).isEqualTo(Withdrawal.DONE);
    assertThat(ids(begun.plus(Duration.ofDays(900)))).containsExactly(first);
  }

  @Test
  void aKeyThatEndedLeavesTheKeySetWhenItIsWithdrawn() {
    keys.make(NOW);
    String first = keys.all().getFirst().id();
    String second = keys.replace(NOW, Duration.ofHours(1)).orElseThrow().id();
    Instant ended = NOW.plus(Duration.ofMinutes(70));
    assertThat(published(ended)).containsExactly(second, first);
    assertThat(keys.withdraw(first, ended, false)).isEqualTo(Withdrawal.DONE);
    assertThat(published(ended)).containsExactly(second);
    assertThat(past(NOW)).containsExactly(first);
  }

  private List<String> published(Instant at) {
    return keys.published(at).stream().map(SigningKey::id).toList();
  }

  private List<String> past(Instant at) {
    return keys.past().at(at).stream().map(SigningKey::id).toList();
  }

  private List<String> ids(Instant at) {
    return keys.at(at).stream().map(SigningKey::id).toList();
  }
}
