package dev.carillon.server.faults.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.server.faults.load.Manner;
import java.time.Duration;
import java.util.Set;

/** What the noisy ones do. The first so many of the webhooks are the noisy ones. */
interface Noise {

  /** How many are noisy. */
  int webhooks();

  /** The rules that the engine goes by. */
  DeliveryPolicy policy();

  /** Begins. */
  void begin(Neighbourhood around) throws InterruptedException;

  /** Looks at the noisy ones after the load. */
  void end(Neighbourhood around) throws InterruptedException;

  /**
   * So many hang until the timeout. Their share of the load alone would need minutes to pile up
   * twice as many attempts as the engine may have on the wire, so that many are there when the load
   * begins; spread over one timeout, as they would be.
   */
  record Hanging(int webhooks) implements Noise {

    private static final int SLICES = 20;

    @Override
    public DeliveryPolicy policy() {
      return Rules.GENEROUS;
    }

    @Override
    public void begin(Neighbourhood around) throws InterruptedException {
      Set<String> hanging = around.first(webhooks);
      around.behave(hanging, Manner.HANGING);
      int each = 2 * Rules.IN_FLIGHT_MAX / webhooks;
      Duration pause = policy().timeout().dividedBy(SLICES);
      for (int i = 0; i < SLICES; i++) {
        hanging.forEach(webhook -> around.flood(webhook, each / SLICES / 2 + 1));
        Thread.sleep(pause);
      }
      hanging.forEach(webhook -> around.flood(webhook, each / 2));
    }

    /** They had what the engine gives to those that hang, and not more. */
    @Override
    public void end(Neighbourhood around) {
      System.out.printf("  %d attempts hang%n", around.engine().inFlight());
      assertThat(around.engine().inFlight()).isLessThanOrEqualTo(Rules.IN_FLIGHT_MAX);
      assertThat(around.receiver().requests("w00")).isGreaterThan(64 / webhooks);
    }
  }

  /** One answers 429 to everything, and every tenth of the others fails every other time. */
  record Refusing() implements Noise {

    @Override
    public int webhooks() {
      return 11;
    }

    @Override
    public DeliveryPolicy policy() {
      return Rules.SHIPPED;
    }

    @Override
    public void begin(Neighbourhood around) {
      around.behave(around.first(webhooks()), Manner.FLAPPING);
      around.behave(around.first(1), Manner.always(429));
    }

    /** Those that flap get theirs at the second or third try; the first is tried again. */
    @Override
    public void end(Neighbourhood around) throws InterruptedException {
      for (String flapping : around.first(webhooks())) {
        int rung = around.rung(flapping);
        if (flapping.equals("w00")) {
          assertThat(around.receiver().requests(flapping)).isGreaterThan(rung);
        } else {
          around.awaitAccepted(flapping, rung);
        }
      }
    }
  }

  /** One gets so many events at once. */
  record Flood(int events) implements Noise {

    @Override
    public int webhooks() {
      return 1;
    }

    @Override
    public DeliveryPolicy policy() {
      return Rules.SHIPPED;
    }

    @Override
    public void begin(Neighbourhood around) {
      around.aside(() -> around.flood("w00", events));
    }

    /** It had its share while the others had theirs, and in the end it has everything. */
    @Override
    public void end(Neighbourhood around) throws InterruptedException {
      int share = around.receiver().accepted("w00");
      int other = around.receiver().accepted("w50");
      System.out.printf("  flooded: %d received while another one received %d%n", share, other);
      assertThat(share).isGreaterThanOrEqualTo(other);
      around.awaitAccepted("w00", around.rung("w00"));
    }
  }
}
