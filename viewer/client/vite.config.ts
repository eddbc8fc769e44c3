/** Builds the viewer's page into dist/viewer-client, from where the server serves it. */
import react from "@vitejs/plugin-react";
import { defineConfig, type UserConfig } from "vite";

const config: UserConfig = defineConfig({
  plugins: [react()],
  build: {
    outDir: "../../dist/viewer-client",
    emptyOutDir: true,
    target: "es2022",
    // three.js alone is about 700 kB before compression.
    chunkSizeWarningLimit: 1200,
  },
});
export default config;
