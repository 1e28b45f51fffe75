/**
 * {@code jpose models}, {@code convert}, {@code optimize} and {@code doctor}: model files, and
 * whether they run here.
 */
package org.jpose.cli.models;
