package dev.carillon.server.attacks.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * P9: what the costliest request costs that we know of each route, for each kind of caller. {@code
 * -Dcarillon.prices=whole} tries every one of them, {@code -Dcarillon.prices.routes} says of which
 * routes alone.
 */
@Tag("alone")
@Tag("long")
class PricesTest {

  private static final boolean BRIEF = !"whole".equals(System.getProperty("carillon.prices"));
  private static final double CPU_MILLIS_MAX = 250;

  /** A second on a machine that does nothing else. */
  private static final long FELT_MILLIS_MAX = BRIEF ? 3_000 : 1_000;

  @TempDir private static Path home;

  @Test
  void noRequestCostsMuchAndNobodyElseFeelsFiftyAtOnce() throws Exception {
    try (AttackedServer server = new AttackedServer(home)) {
      PriceList list = new PriceList(server);
      list.measure(BRIEF);
      List<String> felt = new ArrayList<>();
      List<Long> waits = new ArrayList<>();
      for (Payer payer : Payer.values()) {
        if (list.costliest(payer).isEmpty()) {
          continue;
        }
        Price costliest = list.costliest(payer).get();
        Crush.Felt others = new Crush(server).felt(payer, list.request(costliest));
        felt.add(payer + " " + costliest.route() + ", " + costliest.shape() + ": " + others);
        waits.add(Math.max(others.healthMillis(), others.loginMillis()));
      }
      Crush.Felt guesses = new Crush(server).felt(Payer.NONE, Crush.login("eve", "wrong"));
      felt.add("guesses at passwords: " + guesses);
      waits.add(Math.max(guesses.healthMillis(), guesses.loginMillis()));
      report(list, felt);
      assertThat(list.prices().stream().filter(PricesTest::tooDear).map(Price::row)).isEmpty();
      assertThat(waits).as("%s", felt).allMatch(wait -> wait <= FELT_MILLIS_MAX);
    }
  }

  private static boolean tooDear(Price price) {
    return price.caller() != Payer.SUPER && price.cpuMillis() > CPU_MILLIS_MAX;
  }

  private static void report(PriceList list, List<String> felt) throws IOException {
    String table =
        list.prices().stream()
            .sorted(Comparator.comparingDouble(Price::cpuMillis).reversed())
            .map(Price::row)
            .collect(Collectors.joining("\n", Price.HEAD, "\n"));
    Files.writeString(Path.of("target", "prices.md"), table);
    System.out.println("prices: " + list.sent() + " requests, " + list.prices().size() + " rows");
    table.lines().limit(BRIEF ? 12 : 60).forEach(System.out::println);
    felt.forEach(System.out::println);
  }
}
