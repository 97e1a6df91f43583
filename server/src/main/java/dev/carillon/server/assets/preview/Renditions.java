package dev.carillon.server.assets.preview;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.preview.embedded.XmpPacket;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.assets.preview.rendering.RenditionSettings.Format;
import dev.carillon.server.assets.preview.rendition.RenditionService;
import dev.carillon.server.assets.preview.rendition.RenditionService.Made;
import dev.carillon.server.assets.preview.rendition.RenditionService.Wanted;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import java.time.Duration;

/**
 * Renditions of assets, made on request. Who may have them is decided before: nothing is checked
 * here but the asset's file. Each response is one that waits for what is not there yet.
 */
public final class Renditions {

  private static final byte[] NO_XMP = {};

  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int RETRY_SECONDS = 5;

  private final RenditionService service;
  private volatile ExternalPreviews external = ExternalPreviews.NONE;

  public Renditions(RenditionService service) {
    this.service = service;
  }

  /** Who makes pictures elsewhere. */
  public void external(ExternalPreviews previews) {
    external = previews;
  }

  /**
   * The rendition of an asset's file with these settings.
   *
   * @param attachment whether it shall be saved rather than shown
   * @throws Problem 409 where there can be none; 409, 429 or 503 as {@link RenditionService#make}
   *     where it is waited for
   */
  public Response rendition(Asset asset, RenditionSettings settings, Who who, boolean attachment) {
    byte[] xmp =
        settings.flag(RenditionSettings.Key.EMBED_METADATA)
            ? XmpPacket.describing(asset.metadata())
            : NO_XMP;
    Wanted wanted = wanted(asset, settings, xmp);
    String name = asset.metadata().text("baseName") + "_preview." + settings.format().extension();
    return new Response.Later(
        () -> {
          awaitEngine(asset, wanted.kind(), who);
          return file(service.make(wanted, who), name, attachment);
        });
  }

  /**
   * The large picture, or another one.
   *
   * @param name what stands in a path behind {@code /previews/}; empty = the large picture
   * @param attachment whether it shall be saved rather than shown
   * @throws Problem 409 where there is none, 400 where the name is none
   */
  public Response preview(Asset asset, String name, Who who, boolean attachment) {
    RenditionSettings settings =
        name.isEmpty() ? RenditionSettings.standard(Format.JPG) : RenditionSettings.parse(name);
    return rendition(asset, settings, who, attachment);
  }

  /**
   * The small picture.
   *
   * @throws Problem 409 where there is none
   */
  public Response thumbnail(Asset asset, Who who) {
    return thumbnail(asset, who, false);
  }

  /** The small picture, to be saved or shown. */
  public Response thumbnail(Asset asset, Who who, boolean attachment) {
    Wanted wanted = wanted(asset, RenditionSettings.standard(Format.JPG), NO_XMP);
    String name = asset.metadata().text("baseName") + "_thumb.jpg";
    return new Response.Later(
        () -> {
          awaitEngine(asset, wanted.kind(), who);
          return file(service.standard(wanted, who).thumbnail(), name, attachment);
        });
  }

  /** Whether the pictures that each visible asset has are there. */
  public boolean made(Asset asset) {
    return asset.previewIs(PreviewState.MADE) && asset.previewKind().isPresent();
  }

  private static Response file(Made made, String name, boolean attachment) {
    return new Response.File(made.file(), made.mimeType(), name, made.etag(), attachment);
  }

  /**
   * Refuses what will never be.
   *
   * @throws Problem 409 without {@code Retry-After}
   */
  private Wanted wanted(Asset asset, RenditionSettings settings, byte[] xmp) {
    PreviewKind kind =
        asset
            .previewKind()
            .filter(possible -> asset.metadata().number("fileSize", 0) > 0)
            .filter(possible -> possible != PreviewKind.EXTERNAL || comes(asset))
            .orElseThrow(() -> never(asset, "files of this type, or without content, have none"));
    if (asset.previewIs(PreviewState.FAILED)) {
      throw never(asset, external.failure(asset.id()).orElse("it could not be made"));
    }
    return new Wanted(asset.blob(), kind, asset.path().text(), settings, xmp);
  }

  /** Whether a preview that only an engine can make is there, or an engine makes it. */
  private boolean comes(Asset asset) {
    return !asset.previewIs(PreviewState.WAITING) || external.handles(asset);
  }

  /** Waits while an external engine makes the pictures; they are not made here meanwhile. */
  private void awaitEngine(Asset asset, PreviewKind kind, Who who) {
    if (asset.previewIs(PreviewState.WAITING)
        && external.handles(asset)
        && !service.there(asset.blob(), kind)) {
      service.waits(who, () -> awaitEngine(asset, kind));
    }
  }

  private void awaitEngine(Asset asset, PreviewKind kind) {
    long end = System.nanoTime() + WAIT.toNanos();
    try {
      while (!service.there(asset.blob(), kind)) {
        if (System.nanoTime() >= end) {
          throw Problem.conflictForNow(
              "PreviewNotReady",
              "The preview of '" + asset.path() + "' is being made; retry later",
              RETRY_SECONDS);
        }
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("The server is stopping", RETRY_SECONDS);
    }
  }

  private static Problem never(Asset asset, String why) {
    return Problem.conflict("There is no preview of '" + asset.path() + "': " + why);
  }
}
