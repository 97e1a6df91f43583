package dev.carillon.server.assets.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Tells by a file's extension what it is, as {@code filetypes.csv} beside this class lists. */
public final class FileTypes {

  /** What files of no known extension are. */
  private static final FileType UNKNOWN =
      new FileType("unknown", "generic", "application/octet-stream");

  private final Map<String, FileType> byExtension = new HashMap<>();

  private FileTypes(List<String> lines) {
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] cells = line.split(",");
        byExtension.put(
            cells[0].strip(), new FileType(cells[1].strip(), cells[2].strip(), cells[3].strip()));
      }
    }
  }

  /** The types that ship. */
  public static FileTypes load() {
    try (InputStream in =
        Objects.requireNonNull(FileTypes.class.getResourceAsStream("filetypes.csv"))) {
      return new FileTypes(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What files with this extension are; others are {@code unknown}, {@code generic}. */
  public FileType of(String extension) {
    return byExtension.getOrDefault(extension.toLowerCase(Locale.ROOT), UNKNOWN);
  }

  /**
   * What a file is.
   *
   * @param type such as {@code jpg}
   * @param domain such as {@code image}
   * @param mimeType such as {@code image/jpeg}
   */
  public record FileType(String type, String domain, String mimeType) {

    /** The type as programs that read files call it, such as {@code JPEG}; empty if unknown. */
    public String fileType() {
      return switch (type) {
        case "unknown" -> "";
        case "jpg" -> "JPEG";
        case "tif" -> "TIFF";
        case "mpg" -> "MPEG";
        case "aif" -> "AIFF";
        case "gz" -> "GZIP";
        default -> type.toUpperCase(Locale.ROOT);
      };
    }
  }
}
