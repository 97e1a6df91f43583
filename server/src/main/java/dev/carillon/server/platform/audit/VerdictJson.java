package dev.carillon.server.platform.audit;

import dev.carillon.server.platform.audit.Verification.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the result of a check is shown. */
final class VerdictJson {

  private VerdictJson() {}

  static Map<String, @Nullable Object> of(Verdict verdict) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("intact", verdict.broken().isEmpty());
    json.put("checked", verdict.checked());
    json.put("head", verdict.head().hash());
    json.put(
        "broken",
        verdict
            .broken()
            .map(
                broken -> {
                  Map<String, String> told = new LinkedHashMap<>();
                  told.put("id", String.valueOf(broken.id()));
                  told.put("says", broken.says());
                  return told;
                })
            .orElse(null));
    return json;
  }
}
