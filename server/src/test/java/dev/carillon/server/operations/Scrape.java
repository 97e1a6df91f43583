package dev.carillon.server.operations;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /metrics} said at one moment.
 *
 * @param samples the value of each series, labels included
 * @param types the type of each metric
 */
record Scrape(Map<String, Double> samples, Map<String, String> types) {

  private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(\\{.*})? (\\S+)");

  static Scrape of(String text) {
    Map<String, Double> samples = new LinkedHashMap<>();
    Map<String, String> types = new LinkedHashMap<>();
    for (String line : text.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        types.put(words[2], words[3]);
      } else if (sample.matches()) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        samples.put(sample.group(1) + labels, Double.parseDouble(sample.group(3)));
      } else if (!line.startsWith("#")) {
        throw new AssertionError("not in Prometheus' format: " + line);
      }
    }
    return new Scrape(samples, types);
  }

  double value(String series) {
    Double value = samples.get(series);
    if (value == null) {
      throw new AssertionError("there is no " + series);
    }
    return value;
  }

  /** The names of all series, without labels. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    samples.keySet().forEach(series -> names.add(name(series)));
    return names;
  }

  /** The metrics of which any series has another value here than there. */
  Set<String> moved(Scrape before) {
    Set<String> moved = new TreeSet<>();
    samples.forEach(
        (series, value) -> {
          if (!value.equals(before.samples.get(series))) {
            moved.add(name(series).replaceFirst("_(bucket|count|sum|max)$", ""));
          }
        });
    return moved;
  }

  private static String name(String series) {
    int labels = series.indexOf('{');
    return labels < 0 ? series : series.substring(0, labels);
  }
}
