package dev.carillon.server.crash;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * A mistake that can be put into the server while it is loaded: callers are answered once their
 * work has run, before it is committed. Fault tests must find it.
 */
public final class EarlyAnswers {

  private static final String GROUP = "dev.carillon.hooks.jdbc.transaction.";
  private static final String SESSION = (GROUP + "Session").replace('.', '/');
  private static final int LINGER_MILLIS = 200;
  private static final ClassDesc TASK = ClassDesc.of(GROUP + "Task");
  private static final MethodTypeDesc VOID = MethodTypeDesc.of(ConstantDescs.CD_void);

  private static final CodeTransform ANSWER =
      (builder, element) -> {
        if (element instanceof ReturnInstruction) {
          builder.aload(1).invokevirtual(TASK, "end", VOID);
          builder.invokestatic(ClassDesc.of(EarlyAnswers.class.getName()), "linger", VOID);
        }
        builder.with(element);
      };

  private EarlyAnswers() {}

  /** The launch of a server that makes this mistake. */
  static Launch in(Launch launch, Path folder) throws IOException {
    return launch.withAgent("-javaagent:" + AgentJar.of(EarlyAnswers.class, folder));
  }

  /** Called by Java before the program begins. */
  public static void premain(String argument, Instrumentation instrumentation) {
    instrumentation.addTransformer(
        new ClassFileTransformer() {
          @Override
          @SuppressWarnings("NullAway") // null says "as it is"
          public byte[] transform(
              @Nullable ClassLoader loader,
              String name,
              @Nullable Class<?> before,
              @Nullable ProtectionDomain domain,
              byte[] bytes) {
            return SESSION.equals(name) ? mistaken(bytes) : null;
          }
        });
  }

  /**
   * Called by the server: gives the writer's callers time to tell what they were answered. Where
   * the process is to end at a point, not before that is armed: a writer that always lingers is
   * never through with what came before.
   */
  public static void linger() throws InterruptedException {
    if (Thread.currentThread().getName().endsWith("-writer") && !unarmed()) {
      Thread.sleep(LINGER_MILLIS);
    }
  }

  private static boolean unarmed() {
    String armed = System.getProperty(FailPoint.ARMED);
    return armed != null && !Files.exists(Path.of(armed));
  }

  private static byte[] mistaken(byte[] bytes) {
    ClassFile file = ClassFile.of();
    return file.transformClass(
        file.parse(bytes),
        ClassTransform.transformingMethodBodies(
            method ->
                method.methodName().equalsString("run")
                    && method.methodTypeSymbol().parameterArray()[0].equals(TASK),
            ANSWER));
  }
}
