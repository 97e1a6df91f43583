package dev.carillon.server.asset.preview;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.asset.download.FileAccess;
import dev.carillon.server.asset.link.RequestSecrets.Use;
import dev.carillon.server.http.Access;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Problem;
import dev.carillon.server.http.Response;
import dev.carillon.server.http.Routes;
import dev.carillon.server.http.Routes.Effect;
import dev.carillon.server.preview.PreviewFiles;
import dev.carillon.server.preview.PreviewKind;
import dev.carillon.server.preview.PreviewState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The download of previews and thumbnails. */
public final class PreviewsApi {

  private static final Pattern SIZED = Pattern.compile("previews/([^/]*)(?:/.*)?");
  private static final Pattern SIZE =
      Pattern.compile("maxWidth_(\\d{1,9})_maxHeight_(\\d{1,9})\\.jpg");

  private final FileAccess access;
  private final PreviewFiles files;
  private final SmallerPreviews smaller = new SmallerPreviews();
  private volatile Function<String, Optional<String>> failure = assetId -> Optional.empty();

  public PreviewsApi(FileAccess access, PreviewFiles files) {
    this.access = access;
    this.files = files;
  }

  /** Tells by an asset's id why an external engine has made no pictures of it. */
  public void failures(Function<String, Optional<String>> known) {
    failure = known;
  }

  /** Adds the downloads: open to all here, since a secret in the link is enough. */
  public void routes(Routes routes) {
    Set<String> methods = Set.of("GET", "POST");
    routes
        .on(methods, "/preview/{id}/*", Effect.READS, Access.ANYONE, this::preview)
        .on(methods, "/thumbnail/{id}/*", Effect.READS, Access.ANYONE, this::thumbnail);
  }

  private Response preview(Call call) {
    Optional<Box> box = box(call.variable("*"));
    Asset asset = access.open(call, Use.PREVIEW, 'P').asset();
    Path file = made(asset, files.preview(asset.blob(), kind(asset)));
    boolean attachment = call.params().flag("forceDownload", false);
    String name = StoredRenditions.previewName(asset);
    String etag = StoredRenditions.etag(asset, "p");
    return box.flatMap(within -> smaller.within(file, within))
        .<Response>map(
            picture ->
                new Response.Made(
                    picture.jpeg(),
                    new Response.Rest.Nothing(),
                    new Response.Shown(
                        "image/jpeg",
                        name,
                        etag + picture.width() + "x" + picture.height(),
                        attachment)))
        .orElseGet(() -> new Response.File(file, "image/jpeg", name, etag, attachment));
  }

  private Response thumbnail(Call call) {
    Asset asset = access.open(call, Use.PREVIEW, 'P').asset();
    Path file = made(asset, files.thumbnail(asset.blob(), kind(asset)));
    return new Response.File(
        file,
        "image/jpeg",
        asset.metadata().text("baseName") + "_thumb.jpg",
        StoredRenditions.etag(asset, "t"),
        call.params().flag("forceDownload", false));
  }

  private static PreviewKind kind(Asset asset) {
    return asset.previewKind().orElseThrow(() -> notThere(asset, "files of this type have none"));
  }

  private Path made(Asset asset, Path file) {
    if (asset.previewIs(PreviewState.MADE) && Files.isRegularFile(file)) {
      return file;
    }
    throw notThere(
        asset,
        asset.previewIs(PreviewState.WAITING)
            ? "it is still to be made"
            : failure.apply(asset.id()).orElse("it could not be made"));
  }

  private static Problem notThere(Asset asset, String why) {
    return Problem.conflict("There is no preview of '" + asset.path() + "': " + why);
  }

  /** The size that the path names; none = the largest there is. */
  private static Optional<Box> box(String rest) {
    Matcher sized = SIZED.matcher(rest);
    if (!sized.matches()) {
      return Optional.empty();
    }
    Matcher size = SIZE.matcher(sized.group(1));
    if (size.matches()) {
      Box box = new Box(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
      if (box.width() > 0 && box.height() > 0) {
        return Optional.of(box);
      }
    }
    throw Problem.badField(
        "preview", sized.group(1), "maxWidth_<pixels>_maxHeight_<pixels>.jpg, each at least 1");
  }

  /** What a preview must fit in, in pixels. */
  record Box(int width, int height) {}
}
