package dev.carillon.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("alone")
@Tag("long")
class FaultTableTest {

  private static final String DOCUMENT =
      """
      # Before

      | test | date | form | counted | machine |
      | --- | --- | --- | --- | --- |
      | c1 | long ago | long | kills 1, lost 0 | old |
      | d9 | long ago | long | lost 0 | old |

      After.
      """;

  @TempDir Path folder;

  @Test
  void rowsOfTheSameTestAreReplacedAndOthersStay() throws IOException {
    write("c1", "{\"kills\":500,\"lost\":0}");

    assertThat(table().into(DOCUMENT))
        .isEqualTo(
            DOCUMENT.replace(
                "| c1 | long ago | long | kills 1, lost 0 | old |",
                "| c1 | 2026-11-25T10:00:00Z | long | kills 500, lost 0 | 2 × M |"));
    assertThat(table().into(table().into(DOCUMENT))).isEqualTo(table().into(DOCUMENT));
  }

  @Test
  void lossesAndCountsBeyondTheirLimitsAreBroken() throws IOException {
    write("c1", "{\"lost\":2}");
    write("c3", "{\"lost\":0}");
    write("k1", "{\"late\":6}", "{\"late\":5}", "{}");
    write("k2", "{\"late\":5}", "{\"late\":5,\"never counted\":0}", "{}");
    write("k8", "{\"ratio\":0.9}", "{}", "{\"ratio\":1}");

    assertThat(table().broken(List.of("c1", "k5")))
        .isEqualTo(
            Map.of(
                "c1", List.of("lost 2"),
                "c3", List.of(),
                "k1", List.of("late 6, at most 5"),
                "k2", List.of("never counted is missing, at most 0"),
                "k5", List.of("it left no record"),
                "k8", List.of("ratio 0.9, at least 1")));
  }

  @Test
  void aTestHasRunIfARecordBearsItsNameAndAWord() throws IOException {
    write("k11.store", "{\"failed\":0}", "{\"failed\":0}", "{}");

    assertThat(table().broken(List.of("k11", "k1")))
        .isEqualTo(Map.of("k11.store", List.of(), "k1", List.of("it left no record")));
    assertThat(table().rows().get("k11.store")).contains("| failed 0 (≤ 0) |");
  }

  @Test
  void aDocumentWithoutATableIsRefused() throws IOException {
    assertThatThrownBy(() -> table().into("nothing")).isInstanceOf(IllegalArgumentException.class);
  }

  private FaultTable table() throws IOException {
    return FaultTable.of(List.of(folder, folder.resolve("missing")));
  }

  private void write(String name, String counts) throws IOException {
    write(name, counts, "{}", "{}");
  }

  private void write(String name, String counts, String atMost, String atLeast) throws IOException {
    Files.writeString(
        folder.resolve(name + ".json"),
        """
        {"name":"%s","form":"long","at":"2026-11-25T10:00:00Z","machine":"2 × M","counts":%s,\
        "atMost":%s,"atLeast":%s}
        """
            .formatted(name, counts, atMost, atLeast));
  }
}
