// Opens GraphML files in Gephi, each in a workspace of its own, and prints what it then holds: a line for each node
// (number of the file, id, type, label) and each edge (number, source, target, its type in Gephi, our type, label),
// parted by tabs.
import org.gephi.graph.api.GraphController
import org.gephi.io.importer.api.ImportController
import org.gephi.io.processor.plugin.DefaultProcessor
import org.gephi.project.api.ProjectController
import org.openide.util.Lookup

def projects = Lookup.default.lookup(ProjectController)
def imports = Lookup.default.lookup(ImportController)
projects.newProject()
args.eachWithIndex { path, number ->
    def workspace = projects.newWorkspace(projects.currentProject)
    projects.openWorkspace(workspace)
    def container = imports.importFile(new File(path))
    imports.process(container, new DefaultProcessor(), workspace)
    def graph = Lookup.default.lookup(GraphController).getGraphModel(workspace).graph
    graph.nodes.toArray().each {
        println(["node", number, it.id, it.getAttribute("node_type"), it.label].join("\t"))
    }
    graph.edges.toArray().each {
        println(["edge", number, it.source.id, it.target.id, it.typeLabel, it.getAttribute("edge_type"), it.label].join("\t"))
    }
}
System.out.flush()
System.exit(0)
