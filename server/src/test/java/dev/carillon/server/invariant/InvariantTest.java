package dev.carillon.server.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.invariant.Change.Answer;
import dev.carillon.server.testing.StoredDeliveries.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The checker sees each kind of fault: one that sees none would prove nothing. */
class InvariantTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Vitals BEFORE = new Vitals(40, 100, 20_000_000);

  private final List<Change> changes =
      new ArrayList<>(
          List.of(
              change("v1", Change.CREATE, Answer.ACCEPTED, 0),
              change("v2", Change.UPDATE, Answer.ACCEPTED, 1),
              change("v3", Change.UPDATE, Answer.REFUSED, 2),
              change("v4", Change.UPDATE, Answer.UNKNOWN, 3)));

  private final Receipt failed =
      SignedReceipt.attempt(SignedReceipt.of("w1", "d1", Change.CREATE, "v1"), 1, NOON, 500);

  private final List<Receipt> receipts =
      new ArrayList<>(
          List.of(
              SignedReceipt.attempt(failed, 2, NOON.plusMillis(1100), 200),
              SignedReceipt.of("w2", "d2", Change.CREATE, "v1"),
              SignedReceipt.of("w1", "d3", Change.UPDATE, "v2"),
              SignedReceipt.of("w2", "d4", Change.UPDATE, "v2"),
              SignedReceipt.of("w2", "d4", Change.UPDATE, "v2"),
              SignedReceipt.of("w1", "d5", Change.UPDATE, "v4"),
              failed));

  private final List<Stored> stored =
      new ArrayList<>(
          List.of(
              row("d1", State.DELIVERED, 2),
              row("d2", State.DELIVERED, 1),
              row("d3", State.DELIVERED, 1),
              row("d4", State.DELIVERED, 1)));

  @Test
  void whatIsAsItMustBeHasNoFaults() {
    Verdict verdict =
        evidence()
            .recovered("a kill", Duration.ofSeconds(9))
            .vitals("the server", BEFORE, new Vitals(43, 109, 21_900_000))
            .text("the log", "all is well")
            .secrets(Set.of("s3cret"))
            .verdict();

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.accepted()).isEqualTo(2);
    assertThat(verdict.received()).isEqualTo(7);
    assertThat(verdict.duplicates()).isEqualTo(1);
    assertThat(verdict.lost()).isZero();
  }

  @Test
  void aDroppedReceiptIsALoss() {
    receipts.remove(2);
    stored.remove(2);

    assertThat(evidence().verdict().lost()).isEqualTo(1);
    assertBreaks(evidence(), Invariant.I1_NO_LOSS);
  }

  @Test
  void whatWasOnlyAnsweredBadlyIsALossUnlessThatWasToBeExpected() {
    receipts.remove(0);
    stored.set(0, row("d1", State.EXHAUSTED, 9));

    assertBreaks(evidence(), Invariant.I1_NO_LOSS);
    assertThat(evidence().mayEnd(State.EXHAUSTED).verdict().faults()).isEmpty();
  }

  @Test
  void whatHappenedWhileAWebhookWasDisabledIsNoLoss() {
    receipts.remove(2);
    stored.remove(2);
    Span early = new Span(NOON, NOON.plusMillis(900));
    Span later = new Span(NOON.plusMillis(2900), NOON.plusSeconds(9));
    Subscriber paused = new Subscriber("w1", List.of(early, later), List.of(early, later));

    assertThat(evidenceOf(List.of(paused, Subscriber.always("w2"))).verdict().faults()).isEmpty();
  }

  @Test
  void whatHappenedWhileAWebhookWasDisabledMustNotBeTold() {
    Span early = new Span(NOON, NOON.plusMillis(900));
    Span later = new Span(NOON.plusMillis(2900), NOON.plusSeconds(9));
    Subscriber paused = new Subscriber("w1", List.of(early, later), List.of(early, later));

    assertBreaks(evidenceOf(List.of(paused, Subscriber.always("w2"))), Invariant.I2_NO_PHANTOMS);
  }

  @Test
  void whatNobodyAskedForIsAPhantom() {
    receipts.add(SignedReceipt.of("w1", "d7", Change.UPDATE, "v9"));

    assertBreaks(evidence(), Invariant.I2_NO_PHANTOMS);
  }

  @Test
  void whatWasRefusedMustNotBeTold() {
    receipts.add(SignedReceipt.of("w1", "d7", Change.UPDATE, "v3"));

    assertBreaks(evidence(), Invariant.I2_NO_PHANTOMS);
  }

  @Test
  void theEventOfAnotherChangeIsAPhantom() {
    receipts.set(2, SignedReceipt.of("w1", "d3", Change.CREATE, "v2"));

    assertBreaks(evidence(), Invariant.I2_NO_PHANTOMS);
  }

  @Test
  void whatIsForNobodyIsAPhantom() {
    receipts.add(SignedReceipt.of("w3", "d7", Change.UPDATE, "v2"));

    assertBreaks(evidence(), Invariant.I2_NO_PHANTOMS);
  }

  @Test
  void arrivingAgainWithAnotherBodyIsAFault() {
    String other = SignedReceipt.body(Change.UPDATE, "v2").replace("}}", "},\"more\":1}");
    receipts.set(4, SignedReceipt.withBody("w2", "d4", other));

    assertBreaks(evidence(), Invariant.I3_DUPLICATES_BOUNDED);
  }

  @Test
  void arrivingAgainUnderAnotherIdIsAFault() {
    receipts.set(4, SignedReceipt.of("w2", "d9", Change.UPDATE, "v2"));

    assertBreaks(evidence(), Invariant.I3_DUPLICATES_BOUNDED);
  }

  @Test
  void arrivingAgainWithoutACrashIsAFault() {
    receipts.add(SignedReceipt.of("w1", "d3", Change.UPDATE, "v2"));

    assertBreaks(evidence(), Invariant.I3_DUPLICATES_BOUNDED);
  }

  @Test
  void beingTriedAgainAfterA2xxIsAFault() {
    receipts.add(
        SignedReceipt.attempt(receipts.get(0), 3, receipts.get(0).at().plusSeconds(5), 200));

    assertBreaks(evidence(), Invariant.I3_DUPLICATES_BOUNDED);
  }

  @Test
  void aLogThatCallsDeliveredWhatWasNotAnsweredIsAFault() {
    stored.add(row("d5", State.DELIVERED, 1));
    stored.add(row("d9", State.DELIVERED, 1));

    assertBreaks(evidence(), Invariant.I4_TRUE_LOG);
  }

  @Test
  void aRequestThatTheLogDoesNotKnowIsAFaultUnlessRowsWerePurged() {
    stored.remove(2);
    Evidence unknown = evidence().stored(stored, NOON.plusSeconds(60));

    assertBreaks(unknown, Invariant.I4_TRUE_LOG);
    assertThat(unknown.rowsWerePurged().verdict().faults()).isEmpty();
  }

  @Test
  void anAttemptThatComesTooEarlyIsAFault() {
    receipts.set(0, SignedReceipt.attempt(failed, 2, NOON.plusMillis(700), 200));

    assertBreaks(evidence(), Invariant.I5_SCHEDULE);
  }

  @Test
  void anAttemptThatComesTooLateIsAFaultUnlessSomethingHinderedIt() {
    receipts.set(0, SignedReceipt.attempt(failed, 2, NOON.plusMillis(5300), 200));
    Span down = new Span(NOON.plusMillis(500), NOON.plusMillis(2500));

    assertBreaks(evidence(), Invariant.I5_SCHEDULE);
    assertThat(evidence().hindered(down).verdict().faults()).isEmpty();
  }

  @Test
  void moreAttemptsThanPlannedAreAFault() {
    stored.set(0, row("d1", State.DELIVERED, 10));

    assertBreaks(evidence(), Invariant.I5_SCHEDULE);
  }

  @Test
  void whatIsSentOnceMoreBecauseSomebodyWishedItIsNoFault() {
    redeliver("d3", 1);
    stored.set(2, row("d3", State.DELIVERED, 2, Set.of(2), Instant.MAX));

    assertThat(evidence().redelivered(List.of("d3")).verdict().faults()).isEmpty();
    assertThat(evidence().perhapsRedelivered(List.of("d3")).verdict().faults()).isEmpty();
  }

  @Test
  void whatIsSentOnceMoreThoughNobodyWishedItIsAFault() {
    redeliver("d3", 1);
    stored.set(2, row("d3", State.DELIVERED, 2, Set.of(2), Instant.MAX));

    assertThat(evidence().verdict().faults())
        .containsOnlyKeys(Invariant.I3_DUPLICATES_BOUNDED, Invariant.I4_TRUE_LOG);
  }

  @Test
  void whatIsSentOnceMoreTwiceForOneWishIsAFault() {
    redeliver("d3", 1);
    redeliver("d3", 2);
    stored.set(2, row("d3", State.DELIVERED, 3, Set.of(2), Instant.MAX));

    assertThat(evidence().redelivered(List.of("d3")).verdict().faults())
        .containsKey(Invariant.I3_DUPLICATES_BOUNDED);
  }

  @Test
  void aWishThatWasAcceptedAndForgottenIsALoss() {
    assertBreaks(evidence().redelivered(List.of("d3")), Invariant.I1_NO_LOSS);
    assertThat(evidence().perhapsRedelivered(List.of("d3")).verdict().faults()).isEmpty();
  }

  @Test
  void aWishThatWaitsLongIsStuck() {
    stored.set(2, row("d3", State.DELIVERED, 1, Set.of(), NOON.plusSeconds(54)));

    assertBreaks(evidence().redelivered(List.of("d3")), Invariant.I6_NOTHING_STUCK);
  }

  @Test
  void aWishedAttemptCountsNeitherForThePlanNorForItsEnd() {
    stored.set(0, row("d1", State.DELIVERED, 10, Set.of(10), Instant.MAX));

    assertThat(evidence().redelivered(List.of("d1")).verdict().faults()).isEmpty();
    stored.set(0, row("d1", State.DELIVERED, 11, Set.of(11), Instant.MAX));
    assertBreaks(evidence().redelivered(List.of("d1")), Invariant.I5_SCHEDULE);
  }

  @Test
  void aRetryThatWasHastenedMayComeEarly() {
    receipts.set(0, SignedReceipt.attempt(failed, 2, NOON.plusMillis(700), 200));

    assertThat(evidence().hastened(List.of("d1")).verdict().faults()).isEmpty();
    assertBreaks(evidence().hastened(List.of("d2")), Invariant.I5_SCHEDULE);
  }

  @Test
  void whatWasMissedAndRecoveredMustArrive() {
    Span early = new Span(NOON, NOON.plusMillis(900));
    Span missed = new Span(NOON.plusMillis(900), NOON.plusSeconds(9));
    Subscriber paused = new Subscriber("w1", List.of(early), List.of(early));
    List<Subscriber> recovered = List.of(paused.withRecovered(missed), Subscriber.always("w2"));

    assertThat(evidenceOf(recovered).verdict().faults()).isEmpty();
    receipts.remove(2);
    stored.set(2, row("d3", State.MISSED, 0));
    assertBreaks(evidenceOf(recovered), Invariant.I1_NO_LOSS);
  }

  @Test
  void aDeliveryThatIsDueAndWaitsIsStuck() {
    stored.add(new Stored("d6", State.PENDING, 0, NOON.plusSeconds(54)));

    assertBreaks(evidence(), Invariant.I6_NOTHING_STUCK);
    stored.set(4, new Stored("d6", State.PENDING, 0, NOON.plusSeconds(56)));
    assertThat(evidence().verdict().faults()).isEmpty();
  }

  @Test
  void aBodyThatWasChangedIsNotGenuine() {
    receipts.set(2, SignedReceipt.forged("w1", "d3", Change.UPDATE, "v2"));

    assertBreaks(evidence(), Invariant.I7_SIGNATURES);
  }

  @Test
  void beingIllForLongIsAFault() {
    assertBreaks(
        evidence().recovered("a kill", Duration.ofMillis(10_001)), Invariant.I8_SELF_HEALING);
  }

  @Test
  void threadsHandlesAndMemoryThatStayAreALeak() {
    for (Vitals after :
        List.of(
            new Vitals(45, 100, 20_000_000),
            new Vitals(40, 111, 20_000_000),
            new Vitals(40, 100, 22_100_000))) {
      assertBreaks(evidence().vitals("the server", BEFORE, after), Invariant.I9_NO_LEAK);
    }
  }

  @Test
  void aSecretInATextIsAFaultThatDoesNotRepeatIt() {
    Evidence leaked = evidence().text("the log", "token=s3cret").secrets(Set.of("other", "s3cret"));

    assertBreaks(leaked, Invariant.I10_NOTHING_SECRET);
    assertThat(leaked.verdict().faults().toString()).contains("the log").doesNotContain("s3cret");
  }

  private static void assertBreaks(Evidence evidence, Invariant invariant) {
    assertThat(evidence.verdict().faults()).containsOnlyKeys(invariant);
  }

  private Evidence evidence() {
    return evidenceOf(List.of(Subscriber.always("w1"), Subscriber.always("w2")));
  }

  private Evidence evidenceOf(List<Subscriber> subscribers) {
    return new Evidence()
        .changes(changes)
        .subscribers(subscribers)
        .receipts(receipts)
        .stored(withAllReceived(), NOON.plusSeconds(60))
        .diedWith(List.of("d4"));
  }

  /** The rows, and one for everything else that came. */
  private List<Stored> withAllReceived() {
    Set<String> known = stored.stream().map(Stored::id).collect(Collectors.toSet());
    List<Stored> rows = new ArrayList<>(stored);
    receipts.stream()
        .map(Receipt::delivery)
        .distinct()
        .filter(id -> !known.contains(id))
        .forEach(id -> rows.add(row(id, State.CANCELLED, 1)));
    return rows;
  }

  /** Each takes a tenth of a second, one after the other. */
  private static Change change(String value, String type, Answer answer, int second) {
    Instant at = NOON.plusSeconds(second);
    return new Change(value, "a", type, answer, new Span(at, at.plusMillis(100)));
  }

  /** The request of v2 comes once more, as the attempt after this one. */
  private void redeliver(String id, int after) {
    Receipt once = SignedReceipt.of("w1", id, Change.UPDATE, "v2");
    receipts.add(SignedReceipt.attempt(once, after + 1, NOON.plusSeconds(50), 200));
  }

  private static Stored row(
      String id, State state, int attempts, Set<Integer> redeliveries, Instant since) {
    return new Stored(id, state, attempts, Instant.MAX, new Redeliveries(redeliveries, since));
  }

  private static Stored row(String id, State state, int attempts) {
    return new Stored(id, state, attempts, Instant.MAX);
  }
}
