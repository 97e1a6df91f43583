package dev.carillon.server.platform.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeDiffTest {

  @Test
  void whatIsSecretIsHiddenHoweverDeepItStands() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("clientKeyPem", "open-sesame");
    json.putObject("inner").put("secretToken", "open-sesame").put("plain", "shown");
    json.putArray("several").addObject().put("token", "open-sesame").put("plain", "one of them");
    AuditEntry.Diff diff =
        ChangeDiff.of(
            Map.of("outer", Map.of("password", "close-sesame", "plain", "before")),
            Map.of(
                "outer",
                Map.of("password", "open-sesame", "plain", "after"),
                "json",
                json,
                "list",
                List.of(List.of(Map.of("privateKey", "open-sesame", "plain", "deep")), "text")));
    assertThat(diff.before()).contains("***", "before").doesNotContain("sesame");
    assertThat(diff.after())
        .contains("***", "after", "shown", "one of them", "deep", "text")
        .doesNotContain("sesame");
  }
}
