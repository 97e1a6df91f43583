package dev.carillon.hooks.spring.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Lets the tests of a class publish into a {@code RecordingHooks} bean: no table is made, nothing
 * is sent. What a transaction published is in it once the transaction is committed, never if it is
 * rolled back.
 *
 * <pre>{@code
 * @SpringBootTest
 * @AutoConfigureRecordingHooks
 * class OrdersTest {
 *   @Autowired Orders orders;
 *   @Autowired RecordingHooks hooks;
 *
 *   @Test
 *   void anOrderIsPublished() {
 *     orders.place(order);
 *     assertThat(hooks.published("order.placed")).hasSize(1);
 *   }
 * }
 * }</pre>
 *
 * <p>It works with {@code @SpringBootTest} and with slices such as {@code @DataJpaTest}, whose
 * transaction is rolled back at the end of each test: there, end it with {@code
 * TestTransaction.end()} after {@code flagForCommit()}. A slice without Jackson publishes texts
 * that are JSON, not objects. It needs {@code carillon-hooks-testkit} in the class path of the
 * tests.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ImportAutoConfiguration(RecordingHooksAutoConfiguration.class)
public @interface AutoConfigureRecordingHooks {}
