package dev.carillon.bench.growth;

import dev.carillon.server.assets.field.Metadata;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Assets as a library has them, out of a number. */
final class Assets {

  static final int FOLDERS = 1_000;
  static final int TAGS = 1_000;

  private static final List<String> STATUS =
      List.of("New", "In progress", "Final", "Rejected", "Archived");
  private static final long DAY_MILLIS = 86_400_000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final long now = Instant.now().toEpochMilli();

  static String id(int number) {
    return "asset-" + number;
  }

  static String folder(int number) {
    return "/Demo Zone/f" + number % FOLDERS;
  }

  static String tag(int number) {
    return "t" + number % TAGS;
  }

  /** The asset's fields; some are different at each call, as after a change. */
  Metadata metadata(int number) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", id(number));
    values.put("folderPath", folder(number));
    values.put("assetPath", folder(number) + "/picture-" + number + ".jpg");
    values.put("filename", "picture-" + number + ".jpg");
    values.put("name", "picture-" + number + ".jpg");
    values.put("status", STATUS.get(random.nextInt(STATUS.size())));
    values.put("rating", (long) random.nextInt(6));
    values.put("fileSize", random.nextLong(10_000_000));
    values.put("assetCreated", now - random.nextLong(400 * DAY_MILLIS));
    values.put("title", "A boat in summer number " + number);
    values.put("description", "The quick brown fox jumps near harbour " + number % 977);
    values.put("tags", List.of(tag(number), "summer", "sea"));
    return Metadata.of(values);
  }
}
