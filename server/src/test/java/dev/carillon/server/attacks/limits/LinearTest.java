package dev.carillon.server.attacks.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.header.TrustedProxies;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What reads what callers write takes no more time than there is to read. */
@Tag("alone")
class LinearTest {

  private static final long MILLIS_MAX = 250;
  private static final int TRIES = 3;

  /** 13 keys of 50,000 letters above 199,000 zeros took 20 s: each zero had its path written. */
  @Test
  void longKeysAboveManyValues() {
    String key = "k".repeat(49_990);
    StringBuilder json = new StringBuilder();
    for (int i = 0; i < 13; i++) {
      json.append("{\"").append(key).append(i).append("\":");
    }
    json.append("[0").append(",0".repeat(60_000)).append("]").append("}".repeat(13));
    assertThat(millis(() -> Json.read(json.toString()))).isLessThan(MILLIS_MAX);
  }

  @Test
  void theErrorStillNamesThePlace() {
    assertThatThrownBy(() -> Json.read("{\"a\":[0,{\"b\":[1,\"\\u0000\"]}]}"))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("at '/a/1/b/1', position 0");
    String deep = "{\"" + "k".repeat(40_000) + "\":{\"b\":1e999}}";
    assertThatThrownBy(() -> Json.read(deep))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("at '/kkk")
        .satisfies(told -> assertThat(told.getMessage()).hasSizeLessThan(400));
  }

  @Test
  void aLongKeyThatIsThereTwice() {
    String key = "\"" + " (start marker at ".repeat(2_700) + "\":0";
    assertThat(millis(() -> assertThatThrownBy(() -> Json.read("{" + key + "," + key + "}"))))
        .isLessThan(MILLIS_MAX);
  }

  /**
   * 60 kB of them took 6 s and more: the lists of schemes and hosts were cut up anew for each
   * caller.
   */
  @Test
  void forwardedHeaders() {
    String many = "1,".repeat(8_000);
    UnaryOperator<String> header = name -> name.equals("Forwarded") ? "" : many;
    InetAddress proxy = InetAddress.ofLiteral("10.0.0.1");
    TrustedProxies proxies = new TrustedProxies(List.of(Cidr.parse("10.0.0.0/8")));
    assertThat(millis(() -> proxies.client(proxy, header))).isLessThan(MILLIS_MAX);
  }

  /** To compose accents takes the square of their number: 80,000 took 9 s. */
  @Test
  void accentsOnOneLetter() {
    String name = "a" + "\u0301\u0316".repeat(20_000);
    assertThat(
            millis(
                () ->
                    assertThatThrownBy(() -> TreePath.checkedName("name", name))
                        .isInstanceOf(Problem.class)))
        .isLessThan(MILLIS_MAX);
    String path = "/" + "\u0301\u0316".repeat(7_900);
    assertThat(
            millis(
                () ->
                    assertThatThrownBy(() -> TreePath.parse("path", path))
                        .isInstanceOf(Problem.class)))
        .isLessThan(MILLIS_MAX / 4);
  }

  /** Processor time of this thread, the least of a few tries. */
  private static long millis(Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long from = threads.getCurrentThreadCpuTime();
      work.run();
      long spent = (threads.getCurrentThreadCpuTime() - from) / 1_000_000;
      least = Math.min(least, spent);
      if (spent < MILLIS_MAX / 4 || spent > 4 * MILLIS_MAX) {
        return least;
      }
    }
    return least;
  }
}
