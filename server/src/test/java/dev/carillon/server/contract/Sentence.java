package dev.carillon.server.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A row of the contract: what holds, why, and the method that shows it. */
record Sentence(Class<? extends Part> part, Method method, Row row) {

  private static final Path SOURCES =
      Path.of("src/test/java").resolve(Sentence.class.getPackageName().replace('.', '/'));

  /** All parts, in the order in which they are read. */
  static List<Class<? extends Part>> parts() {
    return List.of(
        GeneralContract.class,
        LoginContract.class,
        HitContract.class,
        PreviewContract.class,
        SearchContract.class,
        CreateContract.class,
        UpdateContract.class,
        MoveContract.class,
        FieldsContract.class,
        QueryLanguageContract.class,
        FolderContract.class,
        RelationContract.class,
        ShareContract.class,
        HistoryContract.class,
        AssetApiContract.class,
        ProcessContract.class,
        WebhookObjectContract.class,
        WebhookFilterContract.class,
        WebhookEventsContract.class,
        WebhookPayloadContract.class,
        WebhookRequestContract.class,
        WebhookAdminContract.class,
        WebhookDeliveryContract.class,
        WebhookDisablingContract.class,
        WebhookAroundContract.class,
        ClientStory.class);
  }

  /** The rows of a part, in the order in which they are written. */
  static List<Sentence> of(Class<? extends Part> part) {
    String source = source(part);
    return Arrays.stream(part.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Row.class))
        .map(method -> new Sentence(part, method, method.getAnnotation(Row.class)))
        .sorted(Comparator.comparingInt(s -> source.indexOf("void " + s.method.getName() + "()")))
        .toList();
  }

  private static String source(Class<? extends Part> part) {
    try {
      return Files.readString(SOURCES.resolve(part.getSimpleName() + ".java"));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What a part is about, as a heading. */
  static String title(Class<? extends Part> part) {
    return part.getAnnotation(Title.class).value();
  }

  /** An instance of a part. */
  static Part open(Class<? extends Part> part, ContractServer server, String here)
      throws ReflectiveOperationException {
    return part.getDeclaredConstructor().newInstance().on(server, here);
  }

  /** The name of the test, such as {@code LoginContract.aCookieSessionNeedsItsToken}. */
  String test() {
    return part.getSimpleName() + "." + method.getName();
  }

  String title() {
    return method.getName() + ": " + row.holds();
  }

  /** What is said where it does not hold. */
  String broken(Throwable why) {
    return """
    %s: the contract does not hold.
      call:      %s
      sentence:  %s
      evidence:  %s
      certainty: %s
      seen:      %s\
    """
        .formatted(
            test(),
            row.call(),
            row.holds(),
            row.evidence().words(),
            row.evidence().certainty(),
            why.getMessage() == null ? why.toString() : why.getMessage().strip());
  }
}
