import * as vscode from "vscode";
import type { Cut, SourcesOverview } from "../../core/sources.ts";
import type { Folders } from "../folders.ts";
import { type SourceNode, sourceItem } from "./sourceNodes.ts";
import type { SourceStore } from "./sourceStore.ts";

export interface SourcesTree extends vscode.Disposable {
  selected(): readonly SourceNode[];
}

const VIEW_ID = "espalier.sources";

/** The view "Sources": what a folder's datasets and index are made of, and what is left out and why. */
export function createSourcesTree(
  sources: SourceStore,
  folders: Folders,
  dragAndDropController: vscode.TreeDragAndDropController<SourceNode>,
): SourcesTree {
  const changed = new vscode.EventEmitter<SourceNode | undefined>();
  let indexNode: SourceNode | undefined;
  let folder = "";
  let wasIndexing = false;

  async function roots(): Promise<SourceNode[]> {
    const state = await sources.state();
    void vscode.commands.executeCommand("setContext", "espalier.sources", state.kind);
    view.message = state.kind === "failed" ? state.message : "";
    if (state.kind !== "seen") return [];
    folder = state.folder;
    const { overview } = state;
    if (isBare(overview)) return [];
    indexNode = { kind: "index", overview };
    return [
      indexNode,
      { kind: "taken", overview },
      ...(overview.leftOut.length === 0 ? [] : [{ kind: "leftOut", overview } as const]),
    ];
  }

  async function children(node: SourceNode): Promise<SourceNode[]> {
    switch (node.kind) {
      case "taken":
        return listed("", await sources.ask(folder, (ask) => ask.children("")));
      case "folder":
        return listed(node.path, await sources.ask(folder, (ask) => ask.children(node.path)));
      case "leftOut":
        return node.overview.leftOut.map((group) => ({ kind: "reason", group }));
      case "reason": {
        const { items, more } = await sources.ask(folder, (ask) => ask.leftOut(node.group.kind));
        return listed(node.group.kind, { items: items.map((item) => ({ kind: "skipped", ...item })), more });
      }
      case "index":
      case "file":
      case "skipped":
      case "more":
        return [];
    }
  }

  const provider: vscode.TreeDataProvider<SourceNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (parent) => (parent === undefined ? roots() : children(parent)),
    getTreeItem: (node) => sourceItem(node, folder, sources.indexing()),
  };
  const view = vscode.window.createTreeView(VIEW_ID, {
    treeDataProvider: provider,
    dragAndDropController,
    canSelectMany: true,
    showCollapseAll: true,
  });
  const showFolder = (): void => {
    view.description = folders.shownName() ?? "";
  };
  showFolder();
  sources.setInView(view.visible);
  const disposable = vscode.Disposable.from(
    view,
    changed,
    view.onDidChangeVisibility(({ visible }) => sources.setInView(visible)),
    sources.onDidChange(() => changed.fire(undefined)),
    folders.onDidChange(showFolder),
    sources.onDidChangeIndexing(() => {
      const isIndexing = sources.indexing() !== undefined;
      if (isIndexing !== wasIndexing)
        void vscode.commands.executeCommand("setContext", "espalier.indexing", isIndexing);
      wasIndexing = isIndexing;
      if (indexNode) changed.fire(indexNode);
    }),
  );
  return { selected: () => view.selection, dispose: () => void disposable.dispose() };
}

/** Nothing to learn from, and nothing left out that somebody might miss: the view then says what to do. */
const isBare = ({ files, leftOut, index }: SourcesOverview): boolean =>
  files === 0 && index === undefined && leftOut.every(({ kind }) => kind === "tools");

function listed(below: string, { items, more }: Cut<SourceNode>): SourceNode[] {
  return more === 0 ? [...items] : [...items, { kind: "more", below, count: more }];
}
