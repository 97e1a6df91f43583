package dev.carillon.server.assets.preview.rendering;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Draws the preview and the thumbnail of a file. Runs in the {@link RenderProcess}, whose time and
 * memory are those of {@code RenderLimits}, in the package {@code process}.
 */
final class PreviewRenderer {

  private static final int PREVIEW_EDGE = 1600;
  private static final int THUMBNAIL_EDGE = 400;

  private final Pictures pictures;
  private final PdfPages pages = new PdfPages(PREVIEW_EDGE);

  PreviewRenderer(Pictures pictures) {
    this.pictures = pictures;
  }

  /**
   * Draws both and returns the size of what the file shows.
   *
   * @param text where the text of a PDF goes
   * @throws Unrenderable if the file cannot be shown, with the reason
   */
  Picture.Size render(Path file, PreviewKind kind, Path text, Path preview, Path thumbnail)
      throws IOException, Unrenderable {
    Picture picture =
        switch (kind) {
          case PICTURE, EXTERNAL -> pictures.read(file);
          case DRAWING -> Drawing.read(file).within(PREVIEW_EDGE);
          case PDF -> pages.first(file, text);
          case TEXT -> pages.of(TextLines.first(file));
        };
    picture.within(PREVIEW_EDGE).write(preview).within(THUMBNAIL_EDGE).write(thumbnail);
    return picture.size();
  }
}
