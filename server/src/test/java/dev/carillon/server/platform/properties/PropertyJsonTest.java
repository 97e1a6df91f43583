package dev.carillon.server.platform.properties;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.config.NodeKeys;
import dev.carillon.server.platform.config.Property;
import java.util.List;
import org.junit.jupiter.api.Test;

class PropertyJsonTest {

  @Test
  void aSecretIsNeverShown() {
    Property<?> password =
        NodeKeys.ALL.stream()
            .filter(property -> property.key().equals("databasePassword"))
            .findFirst()
            .orElseThrow();
    assertThat(PropertyJson.of(password, "hunter2", true, ""))
        .containsEntry("secret", true)
        .containsEntry("value", "********")
        .containsEntry("default", "")
        .doesNotContainValue("hunter2");
    assertThat(NodeKeys.ALL.stream().filter(key -> key.type().secret()))
        .extracting(Property::key)
        .isEqualTo(
            List.of(
                "databasePassword",
                "fileStoreSecretKey",
                "searchPassword",
                "outboundProxyPassword",
                "smtpPassword"));
  }
}
