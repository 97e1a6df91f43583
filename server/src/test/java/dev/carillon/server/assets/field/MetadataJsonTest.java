package dev.carillon.server.assets.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetadataJsonTest {

  @Test
  void theStoredFormIsOneObjectOfBareValues() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("status", "Ünused \"quoted\"");
    values.put("fileSize", Long.MAX_VALUE);
    values.put("score", 1.0);
    values.put("tags", List.of("b", "a"));
    values.put("none", List.of());
    Metadata metadata = Metadata.of(values);

    String stored = MetadataJson.write(metadata);

    assertThat(stored)
        .isEqualTo(
            "{\"status\":\"Ünused \\\"quoted\\\"\",\"fileSize\":9223372036854775807,\"score\":1.0,"
                + "\"tags\":[\"b\",\"a\"],\"none\":[]}");
    assertThat(MetadataJson.read(stored)).isEqualTo(metadata);
    assertThat(MetadataJson.read(stored).names()).containsExactlyElementsOf(values.keySet());
  }

  @Test
  void nothingStoredIsNoMetadata() {
    assertThat(MetadataJson.read("")).isEqualTo(Metadata.EMPTY);
    assertThat(MetadataJson.read("{}")).isEqualTo(Metadata.EMPTY);
  }

  @Test
  void whatIsNoStoredFormIsRefused() {
    assertThatThrownBy(() -> MetadataJson.read("{\"status\":"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
