// The composition root of the extension: it wires, and knows nothing else.
import type * as vscode from "vscode";
import { trackActivities } from "./vscode/activities.ts";
import { keepAsked } from "./vscode/asking/askedHistory.ts";
import { openAsking } from "./vscode/asking/asking.ts";
import { registerChatModels } from "./vscode/asking/chatModels.ts";
import { registerChatParticipant } from "./vscode/asking/chatParticipant.ts";
import { registerExplainingHover } from "./vscode/asking/hover.ts";
import { registerInlineAsking } from "./vscode/asking/inline.ts";
import { registerAskLenses } from "./vscode/asking/lenses.ts";
import { trackComparisons } from "./vscode/comparing/comparisons.ts";
import { exampleAdder, registerAddSelection } from "./vscode/review/addExamples.ts";
import { openCuration } from "./vscode/review/curation.ts";
import { registerDatasetCommands } from "./vscode/datasets/datasetCommands.ts";
import { openDatasetTab } from "./vscode/datasets/datasetTab.ts";
import { trackFolders } from "./vscode/folders.ts";
import { watchGoneSources } from "./vscode/runs/goneSources.ts";
import { runJob as jobs } from "./vscode/jobs.ts";
import { keepAnswers } from "./vscode/comparing/keptAnswers.ts";
import { openLibrary } from "./vscode/library.ts";
import { createPanel } from "./vscode/panel/panel.ts";
import { createPanelSource } from "./vscode/panel/panelSource.ts";
import { createLog } from "./vscode/report.ts";
import { registerReviewCommands } from "./vscode/review/reviewCommands.ts";
import { reviewFunctions } from "./vscode/review/reviewFunctions.ts";
import { createReviewView } from "./vscode/review/reviewView.ts";
import { registerRunCommands } from "./vscode/runs/runCommands.ts";
import { noticeRuns } from "./vscode/runs/runNotices.ts";
import { createRunsTree } from "./vscode/runs/runsTree.ts";
import { openRunStore } from "./vscode/runs/runStore.ts";
import { createStatusBar } from "./vscode/runs/statusBar.ts";
import { training } from "./vscode/runs/training.ts";
import { dropSources } from "./vscode/sources/dropSources.ts";
import { openRetrieval } from "./vscode/sources/retrieval.ts";
import { registerSourceCommands } from "./vscode/sources/sourceCommands.ts";
import { openSourceStore } from "./vscode/sources/sourceStore.ts";
import { createSourcesTree } from "./vscode/sources/sourcesTree.ts";
import { letTypingGoFirst } from "./vscode/runs/typingGoesFirst.ts";
import { registerWorkspaceCommands } from "./vscode/workspaceCommands.ts";

export function activate({ extensionUri, subscriptions, workspaceState }: vscode.ExtensionContext): void {
  const began = performance.now();
  const log = createLog();
  const folders = trackFolders(workspaceState);
  const runs = openRunStore(folders);
  const activities = trackActivities();
  const library = openLibrary(folders, jobs, activities, log);
  const comparisons = trackComparisons(runs, activities, workspaceState, log);
  const curation = openCuration(folders, workspaceState, log);
  const review = createReviewView(
    extensionUri,
    folders,
    curation,
    activities,
    reviewFunctions(curation, activities, log),
  );
  const examples = exampleAdder(curation, jobs, workspaceState, log, (id) => review.show(id));
  const keptAnswers = keepAnswers(comparisons, examples);
  const datasetTab = openDatasetTab(curation, jobs, activities, log);
  const learning = { add: examples.add, folder: () => folders.current() };
  const asking = openAsking(log);
  const asked = keepAsked(asking, learning, workspaceState, log);
  const context = {
    ...{ log, folders, runs, activities, library, comparisons, asked, keptAnswers, training, jobs },
    ...{ curation, datasetTab, review },
  };
  const source = createPanelSource(context);
  const panel = createPanel(extensionUri, source, log);
  const gone = watchGoneSources(runs, folders, jobs, log);
  const tree = createRunsTree(runs, folders, gone);
  const retrieval = openRetrieval();
  const sources = openSourceStore({ folders, retrieval, activities, log });
  const sourceContext = { log, folders, sources };
  const sourcesTree = createSourcesTree(sources, folders, dropSources(sourceContext));
  subscriptions.push(
    folders,
    runs,
    activities,
    library,
    comparisons,
    examples,
    keptAnswers,
    datasetTab,
    source,
    panel,
    gone,
    tree,
    curation,
    review,
    retrieval,
    sources,
    sourcesTree,
    registerSourceCommands(sourceContext, () => sourcesTree.selected()),
    createStatusBar(runs),
    letTypingGoFirst(runs, log),
    noticeRuns(runs, () => panel.isInView()),
    registerRunCommands(context, () => tree.selected()),
    registerWorkspaceCommands(context, panel),
    registerDatasetCommands(context, panel),
    registerReviewCommands(log, review),
    registerAddSelection(log, folders, examples.add),
    asking,
    asked,
    registerInlineAsking(log, asking, learning),
    registerAskLenses(),
    registerExplainingHover(log, asking),
    registerChatParticipant(folders, asking),
    registerChatModels(folders, runs, asking),
    // Last: they are disposed of in this order, and what goes before it may have something to say.
    log,
  );
  log.info(`Activated in ${(performance.now() - began).toFixed(1)} ms`);
}
