package dev.carillon.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  void lossesOfAllTestsAreSummed() throws IOException {
    write("c1", "{\"lost\":2}");
    write("c3", "{\"lost\":1}");

    assertThat(table().lost()).isEqualTo(3);
    assertThat(table().rows()).containsOnlyKeys("c1", "c3");
  }

  @Test
  void aDocumentWithoutATableIsRefused() throws IOException {
    assertThatThrownBy(() -> table().into("nothing")).isInstanceOf(IllegalArgumentException.class);
  }

  private FaultTable table() throws IOException {
    return FaultTable.of(List.of(folder, folder.resolve("missing")));
  }

  private void write(String name, String counts) throws IOException {
    Files.writeString(
        folder.resolve(name + ".json"),
        "{\"name\":\"%s\",\"form\":\"long\",\"at\":\"2026-11-25T10:00:00Z\",\"machine\":\"2 × M\",\"counts\":%s}"
            .formatted(name, counts));
  }
}
