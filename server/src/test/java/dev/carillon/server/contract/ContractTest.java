package dev.carillon.server.contract;

import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * The whole contract on one database. The system property {@code contract} leaves only parts and
 * rows whose name contains it.
 */
@OnEachDatabase
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {

  @Parameter private TestDatabase database;
  private ContractServer server;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void start(@TempDir Path home) {
    server = new ContractServer(home, database.fresh());
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void stop() {
    server.close();
  }

  @TestFactory
  Stream<DynamicContainer> contract() {
    String wanted = System.getProperty("contract", "");
    return Sentence.parts().stream()
        .filter(part -> !wanted(part, wanted).isEmpty())
        .map(part -> container(part, wanted(part, wanted)));
  }

  private static List<Sentence> wanted(Class<? extends Part> part, String wanted) {
    return Sentence.of(part).stream().filter(sentence -> sentence.test().contains(wanted)).toList();
  }

  private DynamicContainer container(Class<? extends Part> part, List<Sentence> sentences) {
    List<DynamicTest> tests =
        sentences.stream()
            .map(sentence -> DynamicTest.dynamicTest(sentence.title(), () -> show(sentence)))
            .toList();
    return DynamicContainer.dynamicContainer(part.getSimpleName(), tests);
  }

  private void show(Sentence sentence) throws ReflectiveOperationException {
    String folder = "/contract/" + sentence.test().replace(".", "/");
    try {
      sentence.method().invoke(Sentence.open(sentence.part(), server, folder));
    } catch (InvocationTargetException thrown) {
      Throwable cause = thrown.getTargetException();
      throw new AssertionError(sentence.broken(cause), cause);
    }
  }
}
