package dev.carillon.server.attacks.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.platform.http.jetty.RawHttp;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** S8: whatever a thing is called, nothing outside of the store is read or written. */
class PathsTest {

  private static final String CANARY = "canary-5f1d";
  private static final String STORED = "[0-9A-Za-z_-]{1,64}(@[0-9]+)?(\\.[a-z]{1,12}){0,3}";

  @TempDir private static Path folder;

  private static AttackedServer server;
  private static Map<String, String> outside;

  @BeforeAll
  static void open() throws IOException {
    Path home = Files.createDirectories(folder.resolve("deep/deeper/home"));
    server = new AttackedServer(home);
    for (Path canary :
        List.of(
            folder.resolve("canary.txt"),
            home.resolve("canary.txt"),
            home.resolve("config/canary.txt"),
            home.resolveSibling("canary.txt"))) {
      Files.writeString(canary, CANARY);
    }
    outside = outside();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  static Stream<String> names() {
    return Stream.of(
        "../canary.txt",
        "../../canary.txt",
        "/../../canary.txt",
        "/a/../../../canary.txt",
        "..",
        ".",
        "...",
        "/..",
        "....//canary.txt",
        "..\\..\\canary.txt",
        "\\..\\canary.txt",
        "C:\\canary.txt",
        "\\\\host\\share\\canary.txt",
        "%2e%2e%2fcanary.txt",
        "..%2fcanary.txt",
        "%252e%252e%252fcanary.txt",
        "..%c0%afcanary.txt",
        "..;/canary.txt",
        "/etc/passwd",
        "file:///etc/passwd",
        "~/canary.txt",
        "canary.txt\u0000.jpg",
        "canary.txt%00.jpg",
        "CON",
        "NUL.txt",
        "COM1",
        "aux.jpg",
        "trailing.",
        "trailing...",
        "trailing ",
        " leading",
        "a:stream",
        "a|b",
        "-rf",
        "$(touch canary)",
        "`touch canary`",
        ";touch canary",
        "\u202Ecod.exe",
        "caf\u00e9.txt",
        "cafe\u0301.txt",
        "x".repeat(4096),
        "d/".repeat(2000) + "x",
        "\r\nX-Evil: 1",
        "*.txt",
        "?");
  }

  @ParameterizedTest
  @MethodSource("names")
  void noNameLeadsOutOfTheStore(String name) throws IOException {
    String path = name.startsWith("/") ? name : "/" + name;
    answered(form("/services/create", "assetPath", path, "Filedata", "data:,words"));
    answered(form("/services/create", "assetPath", name, "Filedata", "data:,words"));
    answered(form("/services/createFolder", "path", path));
    answered(form("/services/move", "source", path, "target", "/moved/" + name));
    answered(form("/services/copy", "source", "/moved/" + name, "target", path));
    answered(upload("/services/create", "/up/" + name, name));
    for (String target :
        List.of(
            "/file/" + name,
            "/preview/" + name,
            "/thumbnail/2n-UzMFgate9nAwg8zLXCs/" + name,
            "/zip/" + name + ".zip",
            "/metadata/" + name,
            "/pages/" + name,
            "/console/" + name,
            "/share/" + name,
            "/api-docs/" + name,
            "/api/properties/" + name,
            "/api/event-types/" + name,
            "/" + name)) {
      answered(target, encodedEach(target));
    }
    answered("raw", raw(path));
    assertThat(outside()).as("nothing but the store was touched").isEqualTo(outside);
    assertThat(strangers()).as("names on disk are generated").isEmpty();
  }

  /** Two spellings of one name are one, or two that stay apart: never one over the other. */
  @Test
  void twinsOfANameDoNotOverwriteEachOther() {
    HttpResponse<byte[]> first =
        form("/services/create", "assetPath", "/twins/caf\u00e9.txt", "Filedata", "data:,one");
    HttpResponse<byte[]> second =
        form("/services/create", "assetPath", "/twins/cafe\u0301.txt", "Filedata", "data:,two");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.statusCode()).isIn(200, 409);
    String id = AttackedServer.member(AttackedServer.text(first), "id");
    HttpResponse<byte[]> original = server.get(Visitor.SUPER_PRO, "/api/asset/" + id + "/original");
    assertThat(AttackedServer.text(original)).isEqualTo("one");
  }

  private static void answered(HttpResponse<byte[]> answer) {
    answered(answer.uri().getPath(), answer);
  }

  private static void answered(String what, HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).as(what + AttackedServer.text(answer)).isLessThan(500);
    assertThat(AttackedServer.text(answer)).as(what).doesNotContain(CANARY, "root:");
    assertThat(answer.headers().map()).as(what).doesNotContainKey("X-Evil");
  }

  private static void answered(String what, RawHttp.Reply answer) {
    assertThat(answer.status()).as(what).isLessThan(500);
    assertThat(answer.text()).as(what).doesNotContain(CANARY, "root:");
  }

  private static HttpResponse<byte[]> form(String path, String... pairs) {
    return server.form(Visitor.SUPER_PRO, path, pairs);
  }

  private static HttpResponse<byte[]> upload(String path, String assetPath, String filename) {
    String body =
        "--cut\r\nContent-Disposition: form-data; name=\"assetPath\"\r\n\r\n"
            + assetPath
            + "\r\n--cut\r\nContent-Disposition: form-data; name=\"Filedata\"; filename=\""
            + filename.replaceAll("[\"\r\n]", "")
            + "\"\r\n\r\nwords\r\n--cut--\r\n";
    Map<String, String> headers = new HashMap<>(server.proof(Visitor.SUPER_PRO));
    headers.put("Content-Type", "multipart/form-data; boundary=cut");
    return server.send(
        server.request("POST", path, headers).POST(BodyPublishers.ofString(body)).build());
  }

  /** Each piece of the path encoded, its slashes as they are. */
  private static HttpResponse<byte[]> encodedEach(String target) {
    String encoded = URLEncoder.encode(target, UTF_8).replace("+", "%20").replace("%2F", "/");
    return server.get(Visitor.SUPER_PRO, encoded);
  }

  /** The path as it is, which no proper client would send. */
  private static RawHttp.Reply raw(String path) {
    String line = path.replaceAll("[\\s\\u0000]", "");
    return RawHttp.exchange(
        server.port(), "GET /file" + line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  }

  /** Everything around the home and its settings, with what is in it. */
  private static Map<String, String> outside() throws IOException {
    Set<Path> store = new TreeSet<>();
    for (String inside : List.of("files", "data", "index", "scratch")) {
      store.add(server.home().resolve(inside));
    }
    Map<String, String> found = new TreeMap<>();
    for (Path file : below(folder, store)) {
      found.put(file.toString(), Files.readString(file));
    }
    return found;
  }

  /** Files of the store whose names the server did not make up. */
  private static Set<String> strangers() throws IOException {
    Set<String> strangers = new TreeSet<>();
    for (Path file : below(server.home().resolve("files"), Set.of())) {
      if (!file.getFileName().toString().matches(STORED) || Files.isSymbolicLink(file)) {
        strangers.add(file.toString());
      }
    }
    return strangers;
  }

  /** All files below, but for those below some; what vanishes meanwhile is none. */
  private static List<Path> below(Path root, Set<Path> left) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
            return left.contains(at) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException vanished) {
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }
}
