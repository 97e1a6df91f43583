package dev.carillon.server.webhooks.payload.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.samples.NodeProject;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final EventCatalogue catalogue = EventCatalogue.load();

  @Test
  void theTypeScriptTypesCompileAndFitTheExamples() throws Exception {
    assertThat(compiled("")).isEmpty();
  }

  @Test
  void theTypeScriptTypesRefuseWhatIsNoEvent() throws Exception {
    assertThat(compiled("const wrong: CarillonEvent = {type: \"asset_create\", timestamp: 1};"))
        .contains("error TS");
    assertThat(
            compiled(
                """
                declare const event: CarillonEvent;
                if (event.type === "folder_create") { event.assetId; }
                """))
        .contains("error TS");
  }

  @Test
  void theJavaTypesCompileAndReadEveryExample() throws Exception {
    Path source = Files.writeString(folder.resolve("CarillonEvent.java"), java());
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Werror",
                "-Xlint:all,-path",
                "-proc:none",
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(failed).isZero();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> type = loader.loadClass("CarillonEvent");
      for (EventDescription event : catalogue.all()) {
        Object read = JSON.readValue(event.example().toString(), type);
        assertThat(read.getClass().getSimpleName())
            .isEqualTo(EventDescription.typeName(event.name()));
        JsonNode again = JSON.valueToTree(read);
        for (Map.Entry<String, JsonNode> member : event.example().properties()) {
          assertThat(again.path(member.getKey()))
              .as("%s of %s", member.getKey(), event.name())
              .isEqualTo(JSON.readTree(member.getValue().toString()));
        }
      }
    }
  }

  private String java() {
    return JavaTypes.of(catalogue.all());
  }

  /** What the compiler complains of. */
  private String compiled(String more) throws IOException, InterruptedException {
    NodeProject.install();
    Files.writeString(folder.resolve("types.ts"), TypeScriptTypes.of(catalogue.all()));
    StringBuilder use = new StringBuilder("import type * as events from './types';\n");
    use.append("type CarillonEvent = events.CarillonEvent;\n");
    for (EventDescription event : catalogue.all()) {
      String name = EventDescription.typeName(event.name());
      use.append("export const a%s: events.%s = %s;\n".formatted(name, name, event.example()));
      use.append("export const any%s: CarillonEvent = a%s;\n".formatted(name, name));
    }
    Path file = Files.writeString(folder.resolve("use.ts"), use.append(more).toString());
    Path out = folder.resolve("tsc.out");
    Process compiler =
        new ProcessBuilder(
                List.of(
                    NodeProject.FOLDER.resolve("node_modules/.bin/tsc").toString(),
                    "--strict",
                    "--noEmit",
                    "--types",
                    "",
                    file.toString()))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    int code = compiler.waitFor();
    String printed = Files.readString(out);
    assertThat(code == 0).as(printed).isEqualTo(printed.isBlank());
    return printed;
  }
}
