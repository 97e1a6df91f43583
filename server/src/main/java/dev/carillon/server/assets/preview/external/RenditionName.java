package dev.carillon.server.assets.preview.external;

import java.util.Arrays;
import java.util.Optional;

/** A picture that an external engine is asked for. */
enum RenditionName {
  PREVIEW("preview", "maxWidth_1600_maxHeight_1600.jpg", 1600),
  THUMBNAIL("thumbnail", "thumbnail.jpg", 256);

  private final String text;
  private final String file;
  private final int size;

  RenditionName(String text, String file, int size) {
    this.text = text;
    this.file = file;
    this.size = size;
  }

  /** The one that is called so: by its own name, or by that of its file in a job. */
  static Optional<RenditionName> of(String name) {
    return Arrays.stream(values())
        .filter(each -> name.equalsIgnoreCase(each.text) || name.equalsIgnoreCase(each.file))
        .findFirst();
  }

  /** Its own name, which is stored. */
  String text() {
    return text;
  }

  /** What it is called in a job. */
  String file() {
    return file;
  }

  /** How wide and how high it is at most. */
  int size() {
    return size;
  }
}
