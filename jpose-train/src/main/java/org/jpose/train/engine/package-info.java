/** Networks as libtorch modules; the only home of JavaCPP PyTorch. */
package org.jpose.train.engine;
