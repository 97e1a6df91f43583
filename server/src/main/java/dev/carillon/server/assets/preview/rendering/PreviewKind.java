package dev.carillon.server.assets.preview.rendering;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** How a file is made visible. */
public enum PreviewKind {
  /** It is a picture. */
  PICTURE,
  /** It says what is to be drawn. */
  DRAWING,
  /** Its first page is drawn. */
  PDF,
  /** Its first lines are set on a page. */
  TEXT,
  /** An external engine makes a picture of it. */
  EXTERNAL;

  private static final Set<String> PICTURES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp");

  private static final String SVG = "image/svg+xml";

  /** The domains of files that are plain text. */
  private static final Set<String> TEXTS = Set.of("text", "xml");

  /** How files of this type are made visible; empty where they are not. */
  public static Optional<PreviewKind> of(String mimeType, String assetDomain) {
    if (PICTURES.contains(mimeType)) {
      return Optional.of(PICTURE);
    }
    if (mimeType.equals(SVG)) {
      return Optional.of(DRAWING);
    }
    if (mimeType.equals("application/pdf")) {
      return Optional.of(PDF);
    }
    return TEXTS.contains(assetDomain) ? Optional.of(TEXT) : Optional.empty();
  }

  /** The state of a new file of this type and length. */
  public static PreviewState initialState(String mimeType, String assetDomain, long length) {
    return length > 0 && of(mimeType, assetDomain).isPresent()
        ? PreviewState.WAITING
        : PreviewState.SKIPPED;
  }

  /** How it is called in names of files. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
