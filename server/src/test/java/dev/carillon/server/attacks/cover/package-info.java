/**
 * Targets of a fuzzer that is led by the code it reaches ({@code ./bench cover}), and a test that
 * replays what it has found worth keeping. The targets name no class of the fuzzer.
 */
@NullMarked
package dev.carillon.server.attacks.cover;

import org.jspecify.annotations.NullMarked;
