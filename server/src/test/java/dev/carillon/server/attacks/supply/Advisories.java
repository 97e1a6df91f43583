package dev.carillon.server.attacks.supply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known against libraries: {@code ops/advisories.json}.
 *
 * @param asOf the day that it tells of
 * @param contains the packages whose code is in another one, which goes by that one's version
 */
record Advisories(LocalDate asOf, Map<String, List<String>> contains, List<Advisory> all) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One of them, about one package.
   *
   * @param names its ids
   */
  record Advisory(
      String names, String name, List<VersionRange> affected, String says, String source) {}

  static Advisories read(Path file) throws IOException {
    return read(Files.readString(file));
  }

  static Advisories read(String text) throws IOException {
    JsonNode list = JSON.readTree(text);
    Map<String, List<String>> contains = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : list.required("contains").properties()) {
      contains.put(entry.getKey(), texts(entry.getValue()));
    }
    List<Advisory> all = new ArrayList<>();
    for (JsonNode each : list.required("advisories")) {
      String id = each.required("id").asText();
      String cve = each.path("cve").asText(id);
      all.add(
          new Advisory(
              id.equals(cve) ? id : cve + " (" + id + ")",
              each.required("package").asText(),
              texts(each.required("affected")).stream().map(VersionRange::new).toList(),
              each.required("says").asText(),
              each.required("source").asText()));
    }
    return new Advisories(LocalDate.parse(list.required("asOf").asText()), contains, all);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  /** A sentence for each component that something is known against. */
  List<String> against(Collection<Component> components) {
    List<String> found = new ArrayList<>();
    for (Component component : components) {
      List<String> names = new ArrayList<>(contains.getOrDefault(component.name(), List.of()));
      names.add(component.name());
      for (Advisory advisory : all) {
        if (names.contains(advisory.name())) {
          add(component, advisory, found);
        }
      }
    }
    return found;
  }

  private static void add(Component component, Advisory advisory, List<String> found) {
    Comparator<String> order = component.npm() ? VersionRange.NPM : VersionRange.MAVEN;
    for (VersionRange range : advisory.affected()) {
      if (range.holds(component.version(), order)) {
        String fixed = range.fixed().isEmpty() ? "not fixed yet" : "fixed in " + range.fixed();
        found.add(
            "%s %s has %s, %s: %s. It is in %s; see %s"
                .formatted(
                    component.name(),
                    component.version(),
                    advisory.names(),
                    fixed,
                    advisory.says(),
                    component.where(),
                    advisory.source()));
      }
    }
  }
}
