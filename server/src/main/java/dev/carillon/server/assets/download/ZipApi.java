package dev.carillon.server.assets.download;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.asset.AssetPermissions;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.bulk.AssetSelection;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.folder.Permission;
import dev.carillon.server.assets.folder.TreePath;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.preview.rendering.PreviewState;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.assets.preview.rendition.PreviewFiles;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.platform.files.LocalFile;
import dev.carillon.server.platform.files.StoredFile;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.PageIterator;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The download of many files as one archive. */
public record ZipApi(
    Assets assets,
    AssetPermissions assetPermissions,
    AssetSelection queries,
    OriginalFiles originals,
    Renditions renditions,
    PreviewFiles previews,
    RenditionPresets presets) {

  private static final int ASSETS_MAX = 10_000;
  private static final int PAGE = 50;

  /** About what an asset takes until all is sent: its id, and its name in the archive. */
  private static final long NAME_BYTES = 300;

  /** The domains of files that packing makes smaller. */
  private static final Set<String> TEXTS = Set.of("text", "xml");

  /** Adds the download. */
  public void routes(Routes routes) {
    routes.on(
        Set.of("GET", "POST"),
        "/zip/{name}.zip",
        Routes.Effect.READS,
        RouteAccess.USER,
        this::archive);
  }

  private Response archive(Call call) {
    Kind kind = kind(call);
    Selection selection = selection(call);
    if (selection.ids().size() > ASSETS_MAX) {
      throw Problem.badRequest(
          "There are %s assets; at most %s can be sent"
              .formatted(selection.ids().size(), ASSETS_MAX));
    }
    // all are looked at before the first byte, and again one after the other as they are sent
    Iterator<Archive.Item> all = items(call, selection, kind, originals::requireStored);
    if (!all.hasNext()) {
      throw new Problem(404, "NotFound", "There is no file to send");
    }
    all.forEachRemaining(item -> {});
    return new Response.Streamed(
        "application/zip",
        call.variable("name").replace('/', '_') + ".zip",
        Map.of(),
        Response.Streamed.HELD_BYTES + Archive.BUFFERS_BYTES + selection.ids().size() * NAME_BYTES,
        out -> Archive.write(items(call, selection, kind, looked -> {}), out));
  }

  /**
   * What is sent.
   *
   * @param look is given the assets whose files are sent, some at a time
   */
  private Iterator<Archive.Item> items(
      Call call, Selection selection, Kind kind, Consumer<List<Asset>> look) {
    EntryNames names = new EntryNames();
    return PageIterator.of(
        selection.ids(),
        PAGE,
        ids -> {
          List<Asset> sent =
              found(call, ids, selection.named()).stream()
                  .filter(asset -> permitted(call, asset, selection, kind))
                  .toList();
          if (kind instanceof Kind.Originals) {
            look.accept(sent);
          }
          return sent.stream()
              .flatMap(asset -> item(asset, selection, names, kind).stream())
              .toList();
        });
  }

  private List<Asset> found(Call call, List<String> ids, boolean named) {
    List<Asset> found = assetPermissions.seen(call, assets.list(ids));
    if (named && found.size() < ids.size()) {
      List<String> there = found.stream().map(Asset::id).toList();
      throw Problem.notFound(
          "asset", ids.stream().filter(id -> !there.contains(id)).findFirst().orElse(""));
    }
    return found;
  }

  /** Of those that the caller named, all have to be. */
  private boolean permitted(Call call, Asset asset, Selection selection, Kind kind) {
    Permission permission =
        kind instanceof Kind.Originals ? Permission.USE_ORIGINAL : Permission.PREVIEW;
    if (selection.named()) {
      assetPermissions.require(call, asset, permission);
    }
    return AssetPermissions.permits(assetPermissions.of(call), asset, permission);
  }

  private Optional<Archive.Item> item(
      Asset asset, Selection selection, EntryNames names, Kind kind) {
    return switch (kind) {
      case Kind.Originals() ->
          Optional.of(original(asset, names.free(selection.name(asset, asset.filename()))));
      case Kind.Previews() -> preview(asset, selection, names);
      case Kind.Preset(RenditionSettings settings, Who who) ->
          rendition(asset, selection, names, settings, who);
    };
  }

  private Archive.Item original(Asset asset, String name) {
    return new Archive.Item(
        name,
        asset.metadata().number("assetFileModified", 0),
        TEXTS.contains(asset.metadata().text("assetDomain")),
        out -> originals.write(asset, out));
  }

  private Optional<Archive.Item> preview(Asset asset, Selection selection, EntryNames names) {
    if (!asset.previewIs(PreviewState.MADE)) {
      return Optional.empty();
    }
    return asset
        .previewKind()
        .map(kind -> previews.preview(asset.blob(), kind))
        .filter(StoredFile::exists)
        .map(
            file ->
                new Archive.Item(
                    names.free(
                        selection.name(asset, asset.metadata().text("baseName") + "_preview.jpg")),
                    asset.metadata().number("assetFileModified", 0),
                    false,
                    out -> copy(file, out)));
  }

  private static void copy(StoredFile file, OutputStream out) throws IOException {
    try (InputStream in = file.open()) {
      in.transferTo(out);
    }
  }

  /** The item for a rendition. If it cannot be made, the archive says so when its turn comes. */
  private Optional<Archive.Item> rendition(
      Asset asset, Selection selection, EntryNames names, RenditionSettings settings, Who who) {
    String name = asset.metadata().text("baseName") + "." + settings.format().extension();
    return Optional.of(
        new Archive.Item(
            names.free(selection.name(asset, name)),
            asset.metadata().number("assetFileModified", 0),
            false,
            new RenditionContent(() -> renditions.rendition(asset, settings, who, true))));
  }

  private Selection selection(Call call) {
    Params params = call.params();
    Optional<String> ids = params.list("assetIds");
    if (ids.isPresent()) {
      return new Selection(Params.split(ids.get()), true, "");
    }
    Optional<String> q = params.text("q");
    if (q.isPresent()) {
      return new Selection(queries.all(call, q.get()), false, "");
    }
    TreePath folder =
        TreePath.parse(
            "folderPath",
            params
                .text("folderPath")
                .orElseThrow(
                    () ->
                        Problem.badRequest("One of 'assetIds', 'q' and 'folderPath' is required")));
    return new Selection(
        assets.within(folder, ASSETS_MAX + 1, assetPermissions.of(call)), false, folder.text());
  }

  private Kind kind(Call call) {
    Optional<String> preset = call.params().text("downloadPresetId");
    if (preset.isPresent()) {
      return new Kind.Preset(
          presets.usable(preset.get(), call.caller()).settings().rendition(),
          new Who(call.caller().username(), call.remoteAddress()));
    }
    Optional<String> rendition = call.params().text("rendition");
    if (rendition.isPresent()) {
      return new Kind.Preset(
          RenditionSettings.parse(rendition.get()),
          new Who(call.caller().username(), call.remoteAddress()));
    }
    String kind = call.params().text("downloadKind").orElse("original");
    return switch (kind) {
      case "original" -> new Kind.Originals();
      case "preview" -> new Kind.Previews();
      default -> throw Problem.badField("downloadKind", kind, "original or preview");
    };
  }

  /** What is sent of each asset. */
  private sealed interface Kind {

    /** Its file. */
    record Originals() implements Kind {}

    /** Its preview. */
    record Previews() implements Kind {}

    /** A rendition with these settings. */
    record Preset(RenditionSettings settings, Who who) implements Kind {}
  }

  /**
   * Which assets.
   *
   * @param named whether the caller named each of them
   * @param folder what paths in the archive are relative to; empty = there are only names
   */
  private record Selection(List<String> ids, boolean named, String folder) {

    String name(Asset asset, String filename) {
      String parent = asset.path().parent().text();
      int inside = folder.equals("/") ? 1 : folder.length() + 1;
      return folder.isEmpty() || parent.length() <= inside
          ? filename
          : parent.substring(inside) + "/" + filename;
    }
  }

  /**
   * A rendition that is made when its turn in the archive comes. It is held open until it is
   * written, since what was made is not kept for ever.
   */
  private static final class RenditionContent implements Archive.Content {

    private static final int TRIES = 3;

    private final Supplier<Response> making;
    private @Nullable LocalFile local;
    private @Nullable FileChannel file;

    RenditionContent(Supplier<Response> making) {
      this.making = making;
    }

    @Override
    public Optional<String> prepare() throws IOException {
      for (int i = 1; i <= TRIES; i++) {
        try {
          Optional<String> why = open();
          if (why.isEmpty()) {
            return why;
          }
          if (i == TRIES) {
            return why;
          }
        } catch (NoSuchFileException removedMeanwhile) {
          // what was made had to give way already: once more
        }
      }
      return Optional.of("it was removed before it could be sent; request fewer at once");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      FileChannel made = file;
      if (made == null) {
        throw new IllegalStateException("it was not prepared");
      }
      made.position(0);
      Channels.newInputStream(made).transferTo(out);
    }

    @Override
    public void close() throws IOException {
      FileChannel made = file;
      if (made != null) {
        made.close();
      }
      LocalFile held = local;
      if (held != null) {
        held.close();
      }
    }

    /** Why it cannot be made, and whether asking again may help. */
    private Optional<String> open() throws IOException {
      try {
        Response response = making.get();
        if (response instanceof Response.Later(Supplier<Response> answer)) {
          response = answer.get();
        }
        if (response instanceof Response.File made) {
          close();
          LocalFile held = made.file().local();
          local = held;
          file = FileChannel.open(held.path(), StandardOpenOption.READ);
          return Optional.empty();
        }
        return Optional.of("it is not a file");
      } catch (Problem refused) {
        return Optional.of(refused.message());
      }
    }
  }
}
