/** The core's HTTP sender against receivers that do exactly what a test tells them to. */
@org.jspecify.annotations.NullMarked
package dev.carillon.hooks.testkit.send;
