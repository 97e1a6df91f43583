package dev.carillon.server.crash;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link FailPoint} into a method of the product while its class is loaded, so that the
 * product itself needs none.
 */
public final class HaltAgent {

  private static final CodeTransform AT_ENTRY =
      new CodeTransform() {
        @Override
        public void atStart(CodeBuilder builder) {
          pass(builder);
        }

        @Override
        public void accept(CodeBuilder builder, CodeElement element) {
          builder.with(element);
        }
      };

  private static final CodeTransform AT_RETURN =
      (builder, element) -> {
        if (element instanceof ReturnInstruction) {
          pass(builder);
        }
        builder.with(element);
      };

  private HaltAgent() {}

  /** Called by Java before the program begins; the argument is a {@link Point}. */
  public static void premain(String argument, Instrumentation instrumentation) {
    Point point = Point.parse(argument);
    String wanted = point.type().replace('.', '/');
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
            return wanted.equals(name) ? transformed(bytes, point) : null;
          }
        });
  }

  private static byte[] transformed(byte[] bytes, Point point) {
    ClassFile file = ClassFile.of();
    return file.transformClass(
        file.parse(bytes),
        ClassTransform.transformingMethodBodies(
            method -> isAt(point, method),
            point.side() == Point.Side.ENTRY ? AT_ENTRY : AT_RETURN));
  }

  private static boolean isAt(Point point, MethodModel method) {
    return method.methodName().equalsString(point.method())
        && method.methodType().stringValue().contains(point.parameter());
  }

  private static void pass(CodeBuilder builder) {
    builder.invokestatic(
        ClassDesc.of(FailPoint.class.getName()),
        "passed",
        MethodTypeDesc.of(ConstantDescs.CD_void));
  }
}
