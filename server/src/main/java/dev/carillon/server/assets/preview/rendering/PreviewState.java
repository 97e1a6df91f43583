package dev.carillon.server.assets.preview.rendering;

/** What the fields {@code previewState} and {@code thumbnailState} say. */
public enum PreviewState {
  /** There is none yet; one will be made. */
  WAITING("no"),
  /** There is one. */
  MADE("yes"),
  /** The file could not be shown: damaged, not what its name says, or too large. */
  FAILED("error"),
  /** There will be none: files of this type have none. */
  SKIPPED("skipped");

  private final String text;

  PreviewState(String text) {
    this.text = text;
  }

  /** The field's value. */
  public String text() {
    return text;
  }
}
