package dev.carillon.server.assets.share;

import dev.carillon.server.assets.asset.Actor;
import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.assets.content.FileDownloads;
import dev.carillon.server.assets.content.OriginalFiles;
import dev.carillon.server.assets.history.History;
import dev.carillon.server.assets.preview.Renditions;
import dev.carillon.server.assets.preview.rendition.RenditionService.Who;
import dev.carillon.server.assets.share.AuthKey.Grants;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a link leads to. The key is all that a receiver needs, and opens only what it shares. */
record ShareApi(
    AuthKeys keys,
    SharedAssets shared,
    SharePage page,
    OriginalFiles originals,
    Renditions renditions,
    History history,
    SharedPresets presets) {

  /** Adds the page and its files: what stands after an asset's id is only for people to read. */
  void routes(Routes routes) {
    Predicate<Grants> anybody = grants -> true;
    routes
        .group("/share/{key}", RouteAccess.ANYONE)
        .get("", this::page)
        .get("/logo", call -> opened(call, key -> logo(call, key)))
        .get("/view/{id}", call -> file(call, Grants::downloadPreview, this::large))
        .get("/picture/{id}/*", call -> file(call, Grants::downloadPreview, this::picture))
        .get("/thumbnail/{id}/*", call -> file(call, anybody, this::thumbnail))
        .get("/preview/{id}/*", call -> file(call, Grants::downloadPreview, this::preview))
        .get("/original/{id}/*", call -> file(call, Grants::downloadOriginal, this::original))
        .get(
            "/rendition/{preset}/{id}/*",
            call -> file(call, Grants::downloadPreview, this::rendition));
  }

  private Response page(Call call) {
    return opened(
        call,
        key -> {
          List<Asset> all = shared.of(key);
          String done = call.params().text("done").orElse("");
          SharePage.Content content =
              new SharePage.Content(
                  all, presets.of(key), shared.judged(key, all), shared.answers(key));
          return page.open(key, content, done);
        });
  }

  private Response logo(Call call, AuthKey key) {
    return shared
        .logo(key)
        .map(asset -> picture(asset, () -> renditions.thumbnail(asset, who(call, key)), () -> {}))
        .orElseGet(SharePage::unknown);
  }

  /** The page of one asset: to look at it is no download. */
  private Response large(Call call, AuthKey key, Asset asset) {
    return page.large(key, asset, shared.of(key), presets.of(key));
  }

  private Response picture(Call call, AuthKey key, Asset asset) {
    return picture(asset, () -> renditions.preview(asset, "", who(call, key), false), () -> {});
  }

  private Response opened(Call call, Function<AuthKey, Response> answer) {
    Optional<AuthKey> key = keys.find(call.variable("key"));
    if (key.isEmpty()) {
      return SharePage.unknown();
    }
    return keys.open(key.get()) ? answer.apply(key.get()) : page.ended(keys.shut(key.get()));
  }

  private Response file(Call call, Predicate<Grants> allowed, Serving serving) {
    return opened(
        call,
        key -> {
          try {
            Asset asset = shared.one(key, call.variable("id"));
            return allowed.test(key.terms().grants())
                ? serving.serve(call, key, asset)
                : SharePage.refused();
          } catch (Problem gone) {
            if (gone.status() == 404) {
              return SharePage.unknown();
            }
            throw gone;
          }
        });
  }

  private Response thumbnail(Call call, AuthKey key, Asset asset) {
    return picture(asset, () -> renditions.thumbnail(asset, who(call, key)), () -> {});
  }

  private Response preview(Call call, AuthKey key, Asset asset) {
    String asked = FileDownloads.rendition("/" + call.variable("*"));
    Optional<String> name =
        key.terms().grants().downloadOriginal()
            ? Optional.of(asked)
            : FileDownloads.withinPreview(asked);
    return name.map(
            rendition -> {
              Who who = who(call, key);
              return picture(
                  asset,
                  () -> renditions.preview(asset, rendition, who, true),
                  () -> write(call, key, asset, "preview"));
            })
        .orElseGet(SharePage::refused);
  }

  /** Files that can have no picture have no page of it either. */
  private static Response picture(Asset asset, Supplier<Response> making, Runnable done) {
    return asset.previewKind().isEmpty() ? SharePage.unknown() : then(making.get(), done);
  }

  /** What is not there is no download. */
  private static Response then(Response answer, Runnable done) {
    if (answer instanceof Response.Later(Supplier<Response> later)) {
      return new Response.Later(() -> then(later.get(), done));
    }
    done.run();
    return answer;
  }

  private static Who who(Call call, AuthKey key) {
    return Who.guest(key.owner(), call.remoteAddress());
  }

  private Response rendition(Call call, AuthKey key, Asset asset) {
    return presets
        .one(key, call.variable("preset"))
        .map(
            preset -> {
              Who who = who(call, key);
              return picture(
                  asset,
                  () -> renditions.preview(asset, SharedPresets.rendition(key, preset), who, true),
                  () -> write(call, key, asset, "rendition " + preset.name()));
            })
        .orElseGet(SharePage::unknown);
  }

  private Response original(Call call, AuthKey key, Asset asset) {
    Response answer = originals.download(asset, true);
    write(call, key, asset, "original");
    return answer;
  }

  private void write(Call call, AuthKey key, Asset asset, String what) {
    Actor receiver = new Actor("", call.remoteAddress().getHostAddress());
    Map<String, String> details =
        Map.of("shared", key.terms().subject(), "sharedBy", key.owner(), "file", what);
    history.downloaded(call, asset, receiver, details);
  }

  @FunctionalInterface
  private interface Serving {
    Response serve(Call call, AuthKey key, Asset asset);
  }
}
